"""How the steps of a version are told: what happens, who does it, what was done."""

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..next_steps import Taker
from ..phrases import listed


@dataclass(frozen=True)
class Words:
    """A step in words: its `name` within a sentence, what it `does`, what was `done`.

    `done` is told of a `version`.
    """

    name: str
    does: str
    done: str


STEPS = MappingProxyType(
    {
        "send_for_comment": Words(
            gettext_lazy("send for comment"),
            gettext_lazy(
                "The parties can comment on the text. It can still be changed."
            ),
            gettext_lazy("«%(version)s» now lies out for comment."),
        ),
        "send_for_approval": Words(
            gettext_lazy("send for approval"),
            gettext_lazy(
                "The text stands as it is now, and the parties sign it. To change a"
                " word afterwards, the version must go back to draft."
            ),
            gettext_lazy("«%(version)s» now awaits the signatures of the parties."),
        ),
        "sign": Words(
            gettext_lazy("sign"),
            gettext_lazy(
                "You sign the text that stands below, exactly as it stands there. When"
                " the last party has signed, it can no longer be changed."
            ),
            gettext_lazy("You have signed «%(version)s»."),
        ),
        "add_document": Words(
            gettext_lazy("add the signed document"),
            gettext_lazy(
                "The signed paper is kept as a PDF beside the version. It is not shown"
                " to the public, and it cannot be taken away again."
            ),
            gettext_lazy("The signed document of «%(version)s» is kept."),
        ),
        "archive": Words(
            gettext_lazy("note the archive reference"),
            gettext_lazy(
                "The version is noted as archived. What was signed stays as it is."
            ),
            gettext_lazy("The archive reference of «%(version)s» is noted."),
        ),
        "terminate": Words(
            gettext_lazy("terminate"),
            gettext_lazy(
                "The agreement ends before its time, on the day that you give. This"
                " cannot be undone; what was signed stays as it is."
            ),
            gettext_lazy("It is noted that «%(version)s» is terminated."),
        ),
        "return_to_draft": Words(
            gettext_lazy("take back to draft"),
            gettext_lazy(
                "The text can be written on again. Signatures that were given fall"
                " away; they are kept with your reason, so that everybody can see why."
            ),
            gettext_lazy("«%(version)s» is a draft again."),
        ),
        "withdraw": Words(
            gettext_lazy("withdraw"),
            gettext_lazy(
                "The version ends here and is never signed. Nothing of it is deleted,"
                " and it cannot be taken up again."
            ),
            gettext_lazy("«%(version)s» is withdrawn."),
        ),
    }
)

ROLE_AT = MappingProxyType(
    {
        "coordinator": gettext_lazy("the coordinator at %(partner)s"),
        "signatory": gettext_lazy("the signatory of %(partner)s"),
        "editor": gettext_lazy("an editor at %(partner)s"),
    }
)

LACKS = MappingProxyType(
    {
        "county_council": gettext_lazy("The county council must be a party."),
        "nav": gettext_lazy("Nav must be a party."),
        "first_day": gettext_lazy(
            "The first day is missing. Fill in «agreed from» under «Period»."
        ),
        "clauses": gettext_lazy("The agreement has no text yet. Write the clauses."),
    }
)


def who(taker: Taker, names: dict[str, str]) -> str:
    """Return who takes a step: the people, else the role, and the partner."""
    partner = names.get(taker.partner, taker.partner)
    role = ROLE_AT[taker.role] % {"partner": partner}
    if taker.vacant:
        return _("%(role)s (nobody has the role yet)") % {"role": role}
    if taker.people:
        return _("%(people)s (%(role)s)") % {
            "people": listed(taker.people),
            "role": role,
        }
    return role


def reminders(
    one_form: tuple[str, ...], without_task: tuple[str, ...], unanswered: int
) -> list[str]:
    """Return what somebody may have forgotten in a text, as sentences."""
    told = []
    if one_form:
        told.append(
            ngettext(
                "Clause %(numbers)s stands in one written form only.",
                "Clauses %(numbers)s stand in one written form only.",
                len(one_form),
            )
            % {"numbers": listed(one_form)}
        )
    if without_task:
        told.append(
            _("Not responsible for any task: %(parties)s.")
            % {"parties": listed(without_task)}
        )
    if unanswered:
        told.append(
            ngettext(
                "%(count)d comment has not been answered.",
                "%(count)d comments have not been answered.",
                unanswered,
            )
            % {"count": unanswered}
        )
    return told
