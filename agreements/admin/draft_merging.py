"""Two texts made one: both sides of each clash, a choice for each, and the result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.writing import long_date

from ..drafts.drafting import (
    is_behind,
    merge_drafts,
    merge_of,
    rebase,
    rebase_of,
)
from ..life import StepRefused, may_act
from ..models import AgreementVersion
from ..stepping import lock
from ..text.canonical import content_digest
from ..text.clash_reading import read_merger
from ..text.merging import (
    OURS,
    THEIRS,
)
from ..text.version_text import version_text
from .draft_links import siblings
from .life_box import change_url

CHOICE = "valg-"


def merge_page(admin, request, version):
    """Merge with another draft of the same version; `?med=` is its key."""
    others = list(siblings(version).select_related("agreement").order_by("pk"))
    asked = request.GET.get("med", "")
    theirs = next((each for each in others if str(each.pk) == asked), None)
    if theirs is None and len(others) == 1:
        theirs = others[0]
    if theirs is None:
        return admin.draft_page(
            request,
            version,
            "draft_page",
            title=_("Merge with another draft"),
            sentences=[
                _("Choose the draft to merge with.")
                if others
                else _("No other draft was opened from the same version.")
            ],
            others=[(named(each), f"?med={each.pk}", False) for each in others],
        )
    return merger(
        admin,
        request,
        version,
        theirs,
        title=_("Merge with another draft"),
        sentence=_(
            "What only one of the drafts changed is taken. Where both changed the same,"
            " you choose. The other draft is then withdrawn; its comments stay"
            " readable."
        ),
        their_name=named(theirs),
        merged_of=lambda choices: merge_of(version, theirs, choices),
        take=lambda choices: merge_drafts(
            version, theirs, choices=choices, actor=request.user
        ),
        button=_("Merge the drafts"),
        done=_("The drafts are one now. The other one is withdrawn."),
    )


def rebase_page(admin, request, version):
    """Let a draft follow the version that was signed since it was opened."""
    latest = is_behind(version)
    if latest is None:
        admin.message_user(
            request,
            _("The draft follows the latest signed version already."),
            messages.INFO,
        )
        return HttpResponseRedirect(change_url(version))
    number = {"number": latest.number}
    return merger(
        admin,
        request,
        version,
        latest,
        title=_("Bring the draft up to date"),
        sentence=_(
            "Version %(number)s has been signed since the draft was opened. What is new"
            " in it comes into the draft. Where both changed the same, you choose."
        )
        % number,
        their_name=_("Version %(number)s") % number,
        merged_of=lambda choices: rebase_of(version, choices),
        take=lambda choices: rebase(version, choices=choices, actor=request.user),
        button=_("Bring the draft up to date"),
        done=_("The draft now follows version %(number)s.") % number,
    )


def merger(
    admin, request, version, theirs, *, merged_of, take, button, done, **context
):
    """Show a merger, and take it once nothing is left to choose.

    A choice counts for the texts that were shown: where one of them has been changed
    since, both are shown anew, with the choices as they were made.
    """
    if not may_act(request.user, "change", version, on=timezone.localdate()):
        raise PermissionDenied
    choices = choices_in(request.POST)
    notice = ""
    try:
        if request.method == "POST" and "vis" not in request.POST:
            merged = refused = None
            with transaction.atomic():
                lock(version)
                lock(theirs)
                if request.POST.get("sett") == seen(version, theirs):
                    # What was refused is in the trail; the commit keeps it there.
                    try:
                        merged = take(choices)
                    except (PermissionDenied, StepRefused) as refusal:
                        refused = refusal
                else:
                    notice = _(
                        "Somebody has written in one of the texts while you were"
                        " choosing. Look through the choices again."
                    )
            if refused is not None:
                raise refused
            if merged is not None and merged.is_whole:
                admin.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(change_url(version))
            notice = notice or _("Choose one side of everything that is left.")
        merged = merged_of(choices)
    except StepRefused as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(change_url(version))
    previous = AgreementVersion.objects.select_related("agreement").get(
        pk=version.previous_id
    )
    reading = read_merger(
        merged, [previous, version, theirs], version_text(version), get_language()
    )
    return admin.draft_page(
        request,
        version,
        "merge",
        reading=reading,
        clashes=[
            (told, choices.get(told.key, ""))
            for told in sorted(
                [*reading.clashes, *reading.decided], key=lambda told: told.key
            )
        ],
        is_whole=merged.is_whole,
        notice=notice,
        seen=seen(version, theirs),
        choice=CHOICE,
        button=button,
        **context,
    )


def choices_in(sent):
    """Return the choices in a form that was sent; what is no choice is left aside."""
    return {
        name.removeprefix(CHOICE): side
        for name, side in sent.items()
        if name.startswith(CHOICE) and side in {OURS, THEIRS}
    }


def seen(version, theirs):
    """Return a digest of both texts as they now stand."""
    return content_digest(version_text(version)) + content_digest(version_text(theirs))


def named(draft):
    """Return a draft by its state and what tells it from the others."""
    opened = draft.pgh_event_models["insert"].objects.filter(pgh_obj=draft.pk).first()
    if opened is None:
        return _("Draft %(number)s") % {"number": draft.pk}
    day = timezone.localtime(opened.pgh_created_at)
    return _("The draft that was opened on %(date)s at %(time)s") % {
        "date": long_date(day),
        "time": f"{day:%H.%M}",
    }
