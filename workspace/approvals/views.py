"""What waits for a coordinator: read it, approve it or send it back."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.rights import rows_for
from publishing import proposals
from publishing.models import Proposal, Status
from publishing.operations import record_refusal
from publishing.private_pages import private_page

from ..offers import letters
from ..offers.answering import answer_proposal, page
from ..offers.things import THINGS, thing_of
from . import reading
from .forms import ApproveForm, SendBackForm

MOST_SHOWN = 200


def waiting_for(user):
    """Return what waits for somebody's approval: dicts with proposal, row and thing.

    The longest first. Two queries for each kind of thing.
    """
    lines = []
    for thing in THINGS.values():
        rows = rows_for(user, "approve", thing.rows())
        keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
        found = Proposal.objects.filter(
            content_type=ContentType.objects.get_for_model(thing.model),
            state=Proposal.State.SUBMITTED,
            object_id__in=keys,
        ).select_related("made_by")
        found = list(found.order_by("submitted_at", "pk")[:MOST_SHOWN])
        by_key = {
            str(row.pk): row
            for row in thing.rows().filter(pk__in=[each.object_id for each in found])
        }
        lines += [
            {
                "proposal": each,
                "row": by_key[each.object_id],
                "owner": getattr(by_key[each.object_id], thing.owner),
                "thing": thing,
            }
            for each in found
            if each.object_id in by_key
        ]
    return sorted(lines, key=lambda line: line["proposal"].submitted_at)


@require_safe
@private_page
def listing(request):
    """Show what waits for the reader."""
    if not any(
        request.user.has_perm(
            f"{thing.model._meta.app_label}.approve_{thing.model._meta.model_name}"
        )
        for thing in THINGS.values()
    ):
        raise Http404
    return render(
        request,
        "workspace/approvals/list.html",
        {
            "waiting": waiting_for(request.user),
            "heading": _("Waits for your approval"),
            "crumbs": [
                (_("My page"), reverse("workspace:desk")),
                (_("Approval"), ""),
            ],
        },
    )


@page
@private_page
def decide(request, public_id):
    """Show what would change, and approve it."""
    proposal, row = _found(request, public_id)

    def save(form):
        decided = proposals.approve(
            proposal,
            actor=request.user,
            seen_mark=form.cleaned_data["seen_mark"],
            choices=form.choices(),
            tell=letters.to_writer(row),
        )
        messages.success(
            request,
            _("Approved. %(name)s is public as you read it here.")
            % {"name": decided.object},
        )
        return reverse("workspace:approvals")

    return _answer(request, proposal, row, ApproveForm, save)


@page
@private_page
def send_back(request, public_id):
    """Send it back to whoever wrote it."""
    proposal, row = _found(request, public_id)

    def save(form):
        proposals.send_back(
            proposal,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            tell=letters.to_writer(row),
        )
        messages.success(
            request, _("Sent back. The writer reads your words on My page.")
        )
        return reverse("workspace:approvals")

    return _answer(request, proposal, row, SendBackForm, save)


def _found(request, public_id):
    """Return the proposal and its row, when the reader may decide; else raise 404."""
    proposal = (
        Proposal.objects.exclude(state=Proposal.State.DRAFT)
        .select_related("made_by__user", "decided_by", "content_type")
        .filter(public_id=public_id)
        .first()
    )
    model = proposal and proposal.content_type.model_class()
    for thing in THINGS.values():
        if model is thing.model:
            rows = rows_for(request.user, "approve", thing.rows())
            row = rows.filter(pk=proposal.object_id).first()
            if row is not None:
                return proposal, row
    raise Http404


def _answer(request, proposal, row, form_class, save):
    is_draft = row.status == Status.DRAFT
    is_waiting = proposal.state == Proposal.State.SUBMITTED
    told = [] if is_draft or not is_waiting else reading.told(proposal, row)
    thing = thing_of(row)
    mark = proposals.seen(proposal, row)
    clashes = [each for each in told if each.is_clash]

    def show(form):
        approve = form if isinstance(form, ApproveForm) else None
        back = form if isinstance(form, SendBackForm) else None
        if approve is not None:
            approve.show_anew()
        return render(
            request,
            "workspace/approvals/decide.html",
            {
                "proposal": proposal,
                "row": row,
                "thing": thing,
                "owner": getattr(row, thing.owner),
                "heading": thing.name_of(row),
                "is_draft": is_draft,
                "is_waiting": is_waiting,
                "told": told,
                "stands": reading.stands(row) if is_draft and is_waiting else [],
                "clashes": clashes,
                "form": form,
                "approve": approve
                or ApproveForm(user=request.user, mark=mark, clashes=clashes),
                "back": back or SendBackForm(user=request.user),
                "decide_url": reverse("workspace:approval", args=[proposal.public_id]),
                "back_url": reverse(
                    "workspace:approval-back", args=[proposal.public_id]
                ),
                "by_the_reader": proposal.made_by.user_id == request.user.pk,
                "preview_url": reverse(
                    f"{thing.key}-preview", kwargs={"slug": row.slug}
                ),
                "crumbs": [
                    (_("My page"), reverse("workspace:desk")),
                    (_("Approval"), reverse("workspace:approvals")),
                    (thing.name_of(row), ""),
                ],
            },
        )

    given = {"mark": mark, "clashes": clashes} if form_class is ApproveForm else {}
    try:
        return answer_proposal(
            request, form_class, row=None, about=row, show=show, save=save, **given
        )
    except PermissionDenied as refusal:
        record_refusal(actor=request.user, about=row, reason=str(refusal))
        raise Http404 from refusal
