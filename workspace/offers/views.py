"""Services and places: what there is, writing about it, sending it for approval."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partners.models import Partner
from partners.rights import rows_for
from publishing import proposals
from publishing.models import Proposal, Status
from publishing.operations import record_refusal
from publishing.paging import page_of
from publishing.private_pages import private_page
from publishing.proposals.stepping import proposals_about

from . import letters
from .answering import answer_proposal, of_a_row, page, step_by_button
from .forms import (
    PlaceFactsForm,
    PlaceForm,
    SendForm,
    ServiceFactsForm,
    ServiceForm,
)
from .things import SERVICE, THINGS, with_state

PER_PAGE = 50
FORMS = {"offer": ServiceForm, "place": PlaceForm}
FACTS = {"offer": ServiceFactsForm, "place": PlaceFactsForm}
# How often an address is tried anew when others take the same at that moment.
TRIES = 5


@require_safe
@private_page
def listing(request, kind):
    """Show what the reader looks after, with what each waits for."""
    thing = THINGS[kind]
    rows = with_state(rows_for(request.user, "view", thing.rows()))
    shown = page_of(
        rows.order_by(*thing.model._meta.ordering), request.GET.get("side"), PER_PAGE
    )
    may_add = owners_for(request.user).exists()
    return render(
        request,
        "workspace/offers/list.html",
        {
            "thing": thing,
            "heading": thing.words["list"],
            "page": shown,
            "shown": [_line(thing, row) for row in shown],
            "may_add": may_add,
            "new_url": thing.url("new"),
            "first_steps": [(thing.words["new"], thing.url("new"))] if may_add else [],
            "crumbs": crumbs_of(thing),
        },
    )


@require_safe
@of_a_row("view")
def detail(request, thing, row):
    """Show one row: how it stands, what is under way, what one can do now."""
    newest = proposals_about(row).select_related("made_by", "decided_by").first()
    is_open = newest is not None and newest.is_open
    user = request.user
    changes = proposals.changes_of(newest, row) if is_open else []
    label = row._meta.model_name
    app = row._meta.app_label
    may = {
        action: user.has_perm(f"{app}.{action}_{label}", row)
        for action in ("propose", "submit", "approve", "change")
    }
    return render(
        request,
        "workspace/offers/detail.html",
        {
            "thing": thing,
            "row": row,
            "heading": thing.name_of(row),
            "owner": getattr(row, thing.owner),
            "proposal": newest,
            "is_open": is_open,
            "is_draft": row.status == Status.DRAFT,
            "is_published": row.status == Status.PUBLISHED,
            "changed": [
                row._meta.get_field(each.name).verbose_name for each in changes
            ],
            "may": may,
            "urls": _urls(thing, row),
            "preview_url": reverse(f"{thing.key}-preview", args=[row.slug]),
            "crumbs": crumbs_of(thing, row),
        },
    )


@page
@private_page
def new(request, kind):
    """Write something new; it is a draft until it is approved."""
    thing = THINGS[kind]
    owners = owners_for(request.user)
    chosen = owners.filter(slug=request.GET.get("for", "")).first()
    if chosen is None:
        several = list(owners[:2])
        if not several:
            raise Http404
        if len(several) > 1:
            return _choose_owner(request, thing, owners)
        chosen = several[0]

    def save(form):
        row = thing.model(**{thing.owner: chosen}, status=Status.DRAFT)
        changes = form.plain()
        for name in ("name", "name_nb", "name_nn", "kind"):
            if name in changes:
                setattr(row, name, changes[name])
        name = thing.name_of(row)
        for _attempt in range(TRIES):
            row.pk = None
            row.slug = thing.free_slug(name)
            try:
                with transaction.atomic():
                    proposals.create(row, changes=changes, actor=request.user)
                break
            except IntegrityError as error:
                last = error
        else:
            raise last
        messages.success(
            request, _("The draft is saved. Only you and the coordinator can read it.")
        )
        return thing.url(slug=row.slug)

    def show(form):
        return render(
            request,
            "workspace/offers/edit.html",
            {
                "thing": thing,
                "form": form,
                "heading": thing.words["new"],
                "owner": chosen,
                "crumbs": crumbs_of(thing, here=thing.words["new"]),
            },
        )

    try:
        return answer_proposal(
            request, FORMS[kind], row=None, show=show, save=save, owner=chosen
        )
    except PermissionDenied as refusal:
        record_refusal(actor=request.user, reason=str(refusal))
        raise Http404 from refusal


@page
@of_a_row("propose")
def edit(request, thing, row):
    """Write on: in a draft, or beside what is public."""
    waiting = proposals.open_proposal(row)
    is_sent = waiting is not None and waiting.state != Proposal.State.DRAFT
    if is_sent and request.method != "POST":
        messages.info(
            request, _("This waits for approval. Take it back before you write more.")
        )
        return HttpResponseRedirect(thing.url(slug=row.slug))

    def save(form):
        proposals.save(row, changes=form.plain(), actor=request.user)
        messages.success(request, _("The draft is saved."))
        return thing.url(slug=row.slug)

    def show(form):
        heading = _("Change: %(name)s") % {"name": thing.name_of(row)}
        return render(
            request,
            "workspace/offers/edit.html",
            {
                "thing": thing,
                "row": row,
                "form": form,
                "heading": heading,
                "is_published": row.status == Status.PUBLISHED,
                "crumbs": crumbs_of(thing, row, _("Change")),
                "urls": _urls(thing, row),
            },
        )

    return answer_proposal(request, FORMS[thing.key], row=row, show=show, save=save)


@page
@of_a_row("change")
def facts(request, thing, row):
    """Change contact and what else is public at once."""

    def save(form):
        if proposals.change_directly(row, changes=form.plain(), actor=request.user):
            messages.success(request, _("Saved. It is what people read from now on."))
        return thing.url(slug=row.slug)

    def show(form):
        return render(
            request,
            "workspace/offers/facts.html",
            {
                "thing": thing,
                "row": row,
                "form": form,
                "heading": _("Contact: %(name)s") % {"name": thing.name_of(row)},
                "crumbs": crumbs_of(thing, row, _("Contact")),
            },
        )

    return answer_proposal(
        request,
        FACTS[thing.key],
        row=row,
        show=show,
        save=save,
        sentences=proposals.proposable(thing.model).sentences,
    )


@page
@of_a_row("submit")
def send(request, thing, row):
    """Send what was written to the coordinator, with a word."""

    def save(form):
        proposals.submit(
            row,
            actor=request.user,
            message=form.cleaned_data["message"].strip(),
            tell=letters.to_coordinators(row),
        )
        messages.success(
            request,
            _(
                "Sent. The answer waits on the front page of My page once the"
                " coordinator has decided."
            ),
        )
        return thing.url(slug=row.slug)

    def show(form):
        return render(
            request,
            "workspace/offers/send.html",
            {
                "thing": thing,
                "row": row,
                "form": form,
                "heading": _("Send for approval: %(name)s")
                % {"name": thing.name_of(row)},
                "crumbs": crumbs_of(thing, row, _("Send for approval")),
                "urls": _urls(thing, row),
            },
        )

    return answer_proposal(request, SendForm, row=None, about=row, show=show, save=save)


@of_a_row("submit")
@step_by_button(gettext_lazy("Taken back. You can write on."))
def take_back(request, thing, row):
    proposals.take_back(_open(row), actor=request.user)


@of_a_row("propose")
@step_by_button(gettext_lazy("The proposed change is withdrawn. What is public stays."))
def withdraw(request, thing, row):
    proposals.withdraw(_open(row), actor=request.user)


def owners_for(user):
    """Return the partners for which somebody may write something new."""
    active = Partner.objects.active_on(timezone.localdate())
    return rows_for(user, "change", active).in_norwegian_order()


def _open(row):
    proposal = proposals.open_proposal(row)
    if proposal is None:
        raise proposals.ProposalRefused(_("Nothing is under way here any more."))
    return proposal


def _choose_owner(request, thing, owners):
    return render(
        request,
        "workspace/offers/for_whom.html",
        {
            "thing": thing,
            "owners": owners[:200],
            "heading": thing.words["new"],
            "crumbs": crumbs_of(thing, here=thing.words["new"]),
        },
    )


def _line(thing, row):
    return {
        "row": row,
        "name": thing.name_of(row),
        "url": thing.url(slug=row.slug),
        "owner": getattr(row, thing.owner),
        "latest": row.latest_state,
        "confirmed_on": row.confirmed_on,
    }


def _urls(thing, row):
    pages = ["edit", "facts", "send", "take-back", "withdraw"]
    if thing is not SERVICE:
        pages += ["hours", "exceptions"]
    return {name.replace("-", "_"): thing.url(name, slug=row.slug) for name in pages}


def crumbs_of(thing, row=None, here=""):
    """Return the way from the front of «Min side» to a page."""
    crumbs = [(_("My page"), reverse("workspace:desk"))]
    if row is None and not here:
        return [*crumbs, (thing.words["list"], "")]
    crumbs.append((thing.words["list"], thing.url()))
    if row is None:
        return [*crumbs, (here, "")]
    if not here:
        return [*crumbs, (thing.name_of(row), "")]
    return [*crumbs, (thing.name_of(row), thing.url(slug=row.slug)), (here, "")]
