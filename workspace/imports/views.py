"""Import for coordinators: send in a file, look at the difference, bring it in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from publishing.forms import answer_form
from publishing.importing import FileRefused
from publishing.operations import record_refusal
from publishing.paging import page_of
from publishing.private_pages import private_page

from . import operations
from .columns import COLUMNS
from .forms import AcceptForm, SendInForm
from .kinds import KINDS, kinds_for
from .models import ImportFile, ImportLine
from .showing import chips_of, shown_line

PER_PAGE = 50
# The words of the filter in the address, and the outcome each stands for.
FILTERS = {
    "ny": ImportLine.State.ADDED,
    "endret": ImportLine.State.CHANGED,
    "uendret": ImportLine.State.UNCHANGED,
    "avvist": ImportLine.State.REJECTED,
}
# Columns that change nothing when they are empty.
LEFT_ALONE = {"opening_hours", "checked_on"}
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@private_page
def send_in(request):
    """Say what a file may hold, and take one."""
    kinds = _kinds_of(request)
    # Read before any transaction is open: a large workbook takes its time.
    read = _read(request, {kind.key: kind for kind in kinds})

    def save(form):
        if isinstance(read, FileRefused):
            raise ValidationError({"file": str(read)})
        kept = operations.send_in(read, actor=request.user)
        return reverse("workspace:import-file", args=[kept.public_id])

    def show(form):
        return render(
            request,
            "workspace/imports/send_in.html",
            {
                "form": form,
                "heading": _("Import from a spreadsheet"),
                "kinds": [(kind, COLUMNS[kind.key]) for kind in kinds],
                "waiting": ImportFile.objects.filter(
                    user=request.user, accepted_at__isnull=True
                )[:5],
                "crumbs": [_home(), (_("Import from a spreadsheet"), "")],
            },
        )

    return answer_form(request, SendInForm, show=show, save=save, kinds=kinds)


@page
@private_page
def file(request, public_id):
    """Show what a file would change, line by line; bring in just that."""
    _kinds_of(request)
    found = get_object_or_404(ImportFile, public_id=public_id, user=request.user)
    here = reverse("workspace:import-file", args=[found.public_id])
    changed = []

    def save(form):
        try:
            operations.accept(
                found, shown=form.cleaned_data["difference"], actor=request.user
            )
        except operations.AcceptedBefore:
            return here
        except operations.DifferenceChanged as refusal:
            changed.append(refusal)
            raise ValidationError(_("Nothing was imported.")) from refusal
        messages.success(request, _("The file is brought in: all of it."))
        return here

    try:
        response = answer_form(
            request,
            AcceptForm,
            show=lambda form: _show(request, found, form),
            save=save,
            shown=found.difference,
        )
    except PermissionDenied as refusal:
        record_refusal(actor=request.user, reason=str(refusal))
        raise Http404 from refusal
    if changed:
        operations.look_again(found, actor=request.user)
        messages.error(
            request,
            _(
                "Nothing was imported: what the file would change is no longer what you"
                " saw, because somebody has changed something meanwhile. This is the"
                " difference now. Look at it, and bring it in again."
            ),
        )
        return redirect(here)
    return response


def _show(request, found, form):
    asked = FILTERS.get(request.GET.get("vis", ""))
    lines = found.lines.order_by("line")
    if asked:
        lines = lines.filter(state=asked)
    shown = page_of(lines, request.GET.get("side"), PER_PAGE)
    kind = KINDS[found.kind]
    may_accept = (
        found.accepted_at is None
        and not found.rejected
        and bool(found.added or found.changed)
    )
    return render(
        request,
        "workspace/imports/file.html",
        {
            "file": found,
            "kind": kind,
            "heading": found.name,
            "form": form if may_accept else None,
            "filters": chips_of(found, FILTERS, asked),
            "is_filtered": asked is not None,
            "page": shown,
            "shown_lines": [shown_line(kind, line) for line in shown],
            "missing": [
                column
                for column in kind.importer.columns
                if column not in {*found.columns, *LEFT_ALONE}
            ],
            "crumbs": [
                _home(),
                (_("Import from a spreadsheet"), reverse("workspace:import")),
                (found.name, ""),
            ],
        },
    )


def _kinds_of(request):
    kinds = kinds_for(request.user)
    if not kinds:
        raise Http404
    return kinds


def _read(request, kinds):
    """Return the file that was sent, as it is read, or why it cannot be.

    None when no file came, or nobody said what it is; the form says so then.
    """
    kind = kinds.get(request.POST.get("kind", ""))
    sent = request.FILES.get("file") if request.method == "POST" else None
    if kind is None or sent is None:
        return None
    try:
        operations.check_size(sent.size)
        return operations.read(kind, sent.name, sent.read())
    except FileRefused as refusal:
        return refusal


def _home():
    return (_("My page"), reverse("workspace:desk"))
