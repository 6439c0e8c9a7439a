"""Work with drafts: opened from a version, merged, brought up to date.

Like every step these lock the agreement first, ask the access matrix, and write their
entry in the audit trail; see stepping.py and opening.py. Drafts of the same version are
merged as merging.py tells; while a clash is left, nothing is written.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from ..life import (
    DRAFT,
    FOR_APPROVAL,
    FOR_COMMENT,
    StepRefused,
)
from ..models import (
    AgreementVersion,
    EffectivePeriod,
)
from ..operations import withdraw
from ..stepping import (
    Actor,
    day_of,
    record,
    step,
)
from ..text.canonical import VersionText
from ..text.merging import (
    Merged,
    merge,
)
from ..text.text_writing import replace_text
from ..text.version_text import version_text
from .opening import (
    carry_deadlines,
    carry_exemptions,
    latest_signed,
    new_draft,
    opening,
)

UNSIGNED = {DRAFT, FOR_COMMENT, FOR_APPROVAL}

# Keys of clashes, and for each the side that is taken: merging.OURS or THEIRS.
Choices = Mapping[str, str]


def open_amendment(
    version: AgreementVersion, *, actor: Actor, at: datetime | None = None
) -> AgreementVersion:
    """Open a draft that says what a signed version says, and return it.

    Clauses keep their keys. The last agreed day is carried over; the first is not, for
    it is the amendment's own. Exemptions come with it, and so do the deadlines that
    lie ahead. Several drafts may be opened from one version. Raise StepRefused unless
    the version is the one in force or the latest that is signed.
    """
    agreement = version.agreement
    with opening(agreement, agreement.partnership, actor, at) as on:
        version = AgreementVersion.objects.get(pk=version.pk)
        if version.state != AgreementVersion.State.SIGNED:
            raise StepRefused(_("Only a signed version can be amended."))
        if version != latest_signed(agreement) and not _holds(version, on):
            raise StepRefused(
                _("A newer version has been signed. Open the draft from that one.")
            )
        draft = new_draft(agreement, _as_opened(version), previous=version)
        carry_exemptions(version, draft)
        carry_deadlines(version, draft, on=on)
        details = {"previous": version.number, "digest": version.content_digest}
        record(draft, "open_amendment", actor, at, after=draft.state, details=details)
        return draft


def merge_of(
    ours: AgreementVersion, theirs: AgreementVersion, choices: Choices | None = None
) -> Merged:
    """Return what two drafts of one version say together; write nothing.

    Raise StepRefused when they were not opened from the same version, ValueError for a
    choice that is neither merging.OURS nor merging.THEIRS.
    """
    _check_siblings(ours, theirs)
    return merge(
        _as_opened(ours.previous),
        version_text(ours),
        version_text(theirs),
        choices=choices,
    )


def merge_drafts(
    ours: AgreementVersion,
    theirs: AgreementVersion,
    *,
    choices: Choices | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Merged:
    """Let `ours` say what both drafts say, and withdraw `theirs`; return the merger.

    When a clash is left to decide nothing is written. The actor must have the right to
    change both drafts and to withdraw `theirs`, whose comments stay with it. What
    either draft exempts stays exempt: an exemption can be lifted again, a text that
    was shown cannot be taken back. Raise as `merge_of` does.
    """
    with step(ours, "change", actor, at) as locked:
        _check_siblings(locked, theirs)
        with step(theirs, "change", actor, at) as other:
            merged = merge_of(locked, other, choices)
            if not merged.is_whole:
                return merged
            _write(locked, merged.text)
            carry_exemptions(other, locked)
            carry_deadlines(other, locked, on=day_of(at), but=locked.previous)
            withdraw(
                other,
                actor=actor,
                reason=_("Merged into another draft of the agreement (%(draft)s).")
                % {"draft": locked.public_id},
                at=at,
            )
            details = {
                "merged": str(other.public_id),
                "decided": _decided(merged, choices),
            }
            record(locked, "merge_drafts", actor, at, details=details)
            return merged


def is_behind(draft: AgreementVersion) -> AgreementVersion | None:
    """Return the signed version that a draft should follow instead of its own.

    None when it follows the latest one, follows none, or is no draft any more.
    """
    if draft.previous_id is None or draft.state not in UNSIGNED:
        return None
    latest = latest_signed(draft.agreement)
    return latest if latest and latest.pk != draft.previous_id else None


def rebase_of(draft: AgreementVersion, choices: Choices | None = None) -> Merged:
    """Return what a draft says once it follows the latest signed version.

    «Ours» is the draft, «theirs» what has been signed since. The first day is the
    draft's own and never clashes. Write nothing. Raise StepRefused when the draft is
    not behind, ValueError as `merge_of` does.
    """
    latest = is_behind(draft)
    if latest is None:
        raise StepRefused(_("The draft follows the latest signed version already."))
    base, theirs = (
        replace(version_text(version), agreed_from=draft.agreed_from)
        for version in (draft.previous, latest)
    )
    return merge(base, version_text(draft), theirs, choices=choices)


def rebase(
    draft: AgreementVersion,
    *,
    choices: Choices | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Merged:
    """Let a draft follow the latest signed version; return the merger.

    When a clash is left to decide nothing is written. Exemptions and deadlines that
    came with the newer version come along. Raise as `rebase_of` does.
    """
    with step(draft, "change", actor, at) as locked:
        merged = rebase_of(locked, choices)
        if not merged.is_whole:
            return merged
        before, latest = locked.previous, is_behind(locked)
        _write(locked, merged.text)
        locked.previous = latest
        locked.save(update_fields=["previous"])
        carry_exemptions(latest, locked)
        carry_deadlines(latest, locked, on=day_of(at), but=before)
        details = {
            "from": before.number,
            "to": latest.number,
            "decided": _decided(merged, choices),
        }
        record(locked, "rebase", actor, at, details=details)
        return merged


def _check_siblings(ours: AgreementVersion, theirs: AgreementVersion) -> None:
    if ours.pk == theirs.pk:
        raise StepRefused(_("Choose another draft to merge with."))
    if ours.agreement_id != theirs.agreement_id:
        raise StepRefused(_("The drafts belong to different agreements."))
    if ours.previous_id is None or ours.previous_id != theirs.previous_id:
        raise StepRefused(
            _(
                "The drafts were not opened from the same version. Bring the older"
                " one up to date first."
            )
        )


def _as_opened(version: AgreementVersion) -> VersionText:
    """Return the text that a draft of a version begins with.

    It is the base of a merger too: a draft whose first day is not set yet has not
    changed the period.
    """
    return replace(version_text(version), agreed_from=None)


def _holds(version: AgreementVersion, on: date) -> bool:
    return EffectivePeriod.objects.filter(version=version, period__contains=on).exists()


def _write(draft: AgreementVersion, text: VersionText) -> None:
    if text.agreed_from and text.agreed_to and text.agreed_to < text.agreed_from:
        raise StepRefused(_("The last day must not be before the first day."))
    replace_text(draft, text)


def _decided(merged: Merged, choices: Choices | None) -> dict[str, str]:
    """Return how each clash was decided that there was."""
    return {clash.key: (choices or {})[clash.key] for clash in merged.decided}
