"""How a page with a form answers: shown, shown again with all that was typed, or done.

Everything that is done leads on by a redirect, so that loading again never sends again.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..once import SentBefore, TokenRefused, content_digest, once
from ..refusals import explain
from .both_texts import TOKEN
from .careful import FORM_TOKEN

CONFLICT = 409


class _NotSaved(Exception):
    """The form has something to say; what was begun is taken back."""


class _Gone(Exception):
    """The row that was to be saved is there no longer."""


def answer_form(
    request, form_class, *, show, save, row=None, sentences=None, **options
):
    """Return the answer to a GET or POST of a page with a form.

    `show(form)` returns the page. `save(form)` calls an operation and returns the
    address that shows what came of it; a ValidationError it raises is shown in the
    form. `row` is what is edited: it is locked and read anew before it is saved, so
    that two editors never overwrite each other (409 with both texts). `sentences` are
    those of triggers that may refuse (publishing/refusals.py). `options` go to the
    form.

    The same form sent twice is done once; the second answer leads to the first's
    result. PermissionDenied goes on to who called.
    """
    user = request.user if request.user.is_authenticated else None
    options |= {"user": user}
    if request.method != "POST":
        return show(form_class(**options, **_instance(row)))
    sent = _content_of(request)
    kept = []

    def work():
        form = form_class(
            request.POST, request.FILES, **options, **_instance(_locked(row))
        )
        kept[:] = [form]
        if not form.is_valid():
            raise _NotSaved
        address = save(form)
        # Rules that ask at the commit must answer while the form can still be shown.
        connection.check_constraints()
        return str(address)

    try:
        with transaction.atomic():
            # Whoever comes second waits here, not at the token alone.
            _locked(row)
            done = once(
                request.POST.get(FORM_TOKEN, ""),
                work,
                purpose=form_class.purpose(),
                user=user,
                content=sent,
                anew=row is not None,
            )
        return HttpResponseRedirect(done.address)
    except _NotSaved:
        form = kept[0]
    except ValidationError as error:
        form = kept[0]
        tell(form, error)
    except _Gone:
        form = _again(request, form_class, row, options)
        form.refuse(
            _(
                "Somebody has deleted this while you were writing, so there is nothing"
                " to save it in. Copy what you wrote before you leave the page."
            )
        )
    except (IntegrityError, OperationalError) as error:
        sentence = explain(error, sentences or {})
        if sentence is None:
            raise
        form = _again(request, form_class, row, options)
        form.refuse(sentence)
    except TokenRefused:
        form = _again(request, form_class, row, options)
        form.renew_token()
        form.refuse(
            _(
                "This page had been open for too long, or came from another log-in, so"
                " nothing was saved. All you wrote is still here. Save again."
            )
        )
    except SentBefore as before:
        form = _again(request, form_class, row, options)
        form.renew_token()
        form.refuse(sent_before(before.address))
    response = show(form)
    if form.conflict:
        response.status_code = CONFLICT
    return response


def tell(form, error):
    """Put what an operation refused with into the form, beside its fields if it can."""
    parts = getattr(error, "error_dict", None) or {None: [error]}
    for name, errors in parts.items():
        for each in errors:
            form.add_error(name if name in form.fields else None, each)


def sent_before(address):
    """Return the sentence for a form that was sent, changed and sent again."""
    sentence = _(
        "You have sent this form before, with other words. Look at {what_came_of_it}"
        " first. To save this as one more, save again."
    )
    link = format_html('<a href="{}">{}</a>', address, _("what was saved then"))
    return format_html(sentence, what_came_of_it=link)


def _locked(row):
    """Return the row as it now stands, locked; None for none."""
    if row is None:
        return None
    rows = type(row)._base_manager.select_for_update(of=("self",))
    locked = rows.filter(pk=row.pk).first()
    if locked is None:
        raise _Gone
    return locked


def _instance(row):
    return {} if row is None else {"instance": row}


def _again(request, form_class, row, options):
    """Return the form with all that was typed, on the row as it now stands."""
    if row is not None:
        row = type(row)._base_manager.filter(pk=row.pk).first() or row
    return form_class(request.POST, request.FILES, **options, **_instance(row))


def _content_of(request):
    files = [
        (name, file.name, file.size)
        for name, sent in request.FILES.lists()
        for file in sent
    ]
    return content_digest(dict(request.POST.lists()), files, {FORM_TOKEN, TOKEN})
