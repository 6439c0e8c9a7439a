"""Locks and sentences that the admins of the agreement share."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.admin import PortalAdmin

from ..models import AgreementVersion

SIGNED = _(
    "The parties have signed this version. What was signed – the text, the parties, the"
    " responsibilities, the signatures and the agreed period – never changes; the"
    " database refuses it. To change the agreement, open an amendment: a draft that"
    " carries all clauses over."
)

FOR_APPROVAL = _(
    "The text stands while the parties sign: each of them signs exactly what stands"
    " here. To change a word, the coordinator takes the version back to draft;"
    " signatures that were given then fall away, visibly and with a reason."
)
WITHDRAWN = _(
    "This version was withdrawn before all had signed. It is kept as it was. To carry"
    " on with the text, write a new version."
)
LOCKS = {
    AgreementVersion.State.FOR_APPROVAL: FOR_APPROVAL,
    AgreementVersion.State.SIGNED: SIGNED,
    AgreementVersion.State.WITHDRAWN: WITHDRAWN,
}
TEXT_STANDS = _(
    "The text stands from the day it is sent for approval. To change it, take the"
    " version back to draft."
)
STAYS = _("Clauses and parties stay in the version they were written in.")
ADDED_ONLY = _("What was recorded stays as it is.")

ROLE_STANDS = _(
    "The public has read this version, and the partner may have answered it. It stays"
    " as it is. To change a word, write a new version; this one then ends the day"
    " before the new one begins."
)


def why_locked(version):
    """Return why the text of a version cannot change now; '' when it can."""
    return LOCKS.get(version.state, "")


def without(fieldsets, names):
    """Return fieldsets without the lines that are one of the names."""
    return [
        (
            heading,
            options
            | {"fields": [line for line in options["fields"] if line not in names]},
        )
        for heading, options in fieldsets
    ]


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
    "agreement_identity_stands": _(
        "A version of this agreement is signed or lies out for approval. Its address,"
        " its partnership and its signed form therefore stand."
    ),
    "agreementversion_begins_as_draft": _("A version begins as a draft."),
    "agreementversion_own_council": _(
        "The county council of the partnership's own county must be a party."
        " Add it to the version."
    ),
    "agreementversion_council_and_nav": _(
        "Both the county council and Nav must be parties. Add the one that is missing."
    ),
    "agreementversion_number_stays": _("A version keeps the number it was given."),
    "agreementversion_ready_for_approval": _(
        "Before the version goes for approval it needs clauses and a first day."
    ),
    "agreementversion_stays": _(
        "Only a draft that nobody has signed can be deleted. Withdraw the version"
        " instead; then everybody can see what became of it."
    ),
    "agreementversion_step": _(
        "The version cannot go that way from the state it has. Load the page again to"
        " see the next step."
    ),
    "agreementversion_signed_by_all": _(
        "Not every party has signed this text, so it cannot count as signed."
    ),
    "clause_stays_in_its_version": STAYS,
    "effectiveperiod_follows": _(
        "When a version holds follows from its dates and events; it is not typed."
    ),
    "party_stays_in_its_version": STAYS,
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
    "role_keeps_its_partner": _(
        "A version of this role has been public, so the role stays with its partner in"
        " its partnership. Add a new role instead, and end the version."
    ),
    "roleanswer_append_only": ADDED_ONLY,
    "roleanswer_of_a_public_version": _("A draft is not answered."),
    "roleanswer_of_its_partner": _(
        "Only the partner whose role it is answers for the role."
    ),
    "roledescription_only_ends": _(
        "A version that has been public can only end, and sooner than it was to. Write"
        " a new version to carry on."
    ),
    "roledescription_stands_once_public": ROLE_STANDS,
    "roledescription_stays": ROLE_STANDS,
    "signature_is_voided_visibly": _(
        "A signature stays. It falls away only when the version goes back to draft, and"
        " is then kept with the reason."
    ),
    "signature_of_this_text": _("The signature belongs to another text."),
    "signature_while_for_approval": _(
        "Only a version that lies out for approval can be signed."
    ),
    "signatures_are_voided_first": _(
        "Somebody has signed this version. Take it back to draft or withdraw it by its"
        " own step, so that the signatures fall away visibly."
    ),
    "signeddocument_append_only": ADDED_ONLY,
    "signeddocument_is_what_it_says": _(
        "The file is not a PDF. Choose the signed paper as a PDF."
    ),
    "text_stands_from_approval_on": TEXT_STANDS,
    "voidedsignature_append_only": ADDED_ONLY,
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
        return why_locked(obj.version)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "version")

    def response_post_save_add(self, request, obj):
        return self.back_to_version(obj)

    def response_post_save_change(self, request, obj):
        return self.back_to_version(obj)

    def back_to_version(self, part):
        """Lead to the version that the part is in, where the next part is written."""
        return HttpResponseRedirect(
            reverse("admin:agreements_agreementversion_change", args=[part.version_id])
        )
