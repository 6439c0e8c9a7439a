"""Locks and sentences that the admins of the agreement share."""

from django.utils.translation import gettext_lazy as _

from publishing.admin import PortalAdmin

from ..models import AgreementVersion

SIGNED = _(
    "The parties have signed this version. What was signed – the text, the parties, the"
    " responsibilities, the signatures and the agreed period – never changes; the"
    " database refuses it. To change the agreement, write a new version and let it"
    " follow this one."
)

TRIGGER_SENTENCES = {
    f"{part}_frozen_when_signed": SIGNED
    for part in (
        "agreementversion",
        "clause",
        "party",
        "responsibility",
        "responsibility_municipalities",
        "responsibility_target_groups",
        "signature",
    )
} | {
    "agreementversion_signed_by_all": _(
        "Not every party has signed this text, so it cannot count as signed."
    ),
    "effectiveperiod_follows": _(
        "When a version holds follows from its dates and events; it is not typed."
    ),
    "partnership_has_council_and_nav": _(
        "A partnership that the public sees has both the county council and Nav as"
        " members. Add the one that is missing, or keep the partnership as a draft."
    ),
    "responsibility_has_group": _("A responsibility names at least one target group."),
    "responsibility_has_place": _(
        "A responsibility holds either in the whole county or in municipalities that"
        " you name. Choose one of the two."
    ),
    "responsibility_of_one_version": _(
        "Party and clause must belong to the same version of the agreement."
    ),
    "signature_of_this_text": _("The signature belongs to another text."),
    "versionevent_append_only": _("An event that was recorded stays as it is."),
    "versionevent_ends_effect": _("Only a signed version can end."),
}


class AgreementAppAdmin(PortalAdmin):
    """An admin of this app: it knows the sentences for the app's triggers."""

    trigger_sentences = TRIGGER_SENTENCES


class VersionPartAdmin(AgreementAppAdmin):
    """Parts of a version: locked with it, and bound to it from the first save."""

    def is_public(self, obj):
        return False

    def locked_because(self, obj):
        signed = obj.version.state == AgreementVersion.State.SIGNED
        return SIGNED if signed else ""
