"""What is said to somebody who is not let in: why, and what to do now.

Every reason that a log-in can be refused for has its sentence here; the closed list is
also what the audit trail holds.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Refusal:
    """A refusal in words, and the status that its page answers with."""

    title: str
    sentence: str
    advice: str
    status: int = 403


# An answer that does not hold: nothing the person did, and nothing they can mend.
DOES_NOT_HOLD = frozenset(
    "issuer audience authorised_party nonce expired not_yet_valid subject"
    " personal_number signature claims code other_issuer".split()
)
REASONS = DOES_NOT_HOLD | frozenset(
    "state cancelled issuer_error acr auth_time organisation several_organisations"
    " unknown closed password_only no_role taken not_logged_in wrong_organisation"
    " invitation has_role last_way unavailable misbehaves".split()
)


def refusal(reason: str, name: str, organisation: str = "") -> Refusal:
    """Return the words for a reason in the reader's language.

    `name` is the issuer's; `organisation` is whom the person chose to act for, or ''.
    Raise KeyError for a reason that is not on the list.
    """
    again = _("Go back to the log-in page and try again.")
    ask = _(
        "Ask the coordinator of your county for an invitation. The page of the county"
        " says who that is."
    )
    said = {"name": name, "organisation": organisation}
    if reason in DOES_NOT_HOLD:
        return Refusal(
            _("We could not trust the answer"),
            _("The answer from %(name)s did not hold, so nobody was logged in.") % said,
            _("Try again. If it happens once more, tell whoever runs the portal."),
        )
    return {
        "state": Refusal(
            _("This log-in is over"),
            _(
                "A log-in counts once, in the browser where it began, and for a quarter"
                " of an hour. This one has been used, is too old, or began elsewhere."
            ),
            again,
            400,
        ),
        "cancelled": Refusal(
            _("You were not logged in"),
            _("The log-in at %(name)s was broken off.") % said,
            again,
        ),
        "issuer_error": Refusal(
            _("You were not logged in"),
            _("%(name)s could not log you in this time.") % said,
            _("Wait a little and try again, or log in with your password."),
            502,
        ),
        "acr": Refusal(
            _("You need a stronger log-in"),
            _(
                "You proved who you are in a way that is not strong enough for what"
                " partners do here."
            ),
            _("Try again, and choose a way with a higher level, such as BankID."),
        ),
        "auth_time": Refusal(
            _("Show who you are once more"),
            _("It is too long since you last proved who you are at %(name)s.") % said,
            _("Log out there, and log in again."),
        ),
        "organisation": Refusal(
            _("Choose whom you act for"),
            _("%(name)s did not say which organisation you act for.") % said,
            _(
                "Try again, and choose your organisation. If it is not offered, whoever"
                " looks after Altinn there must give you access."
            ),
        ),
        "several_organisations": Refusal(
            _("Choose one organisation"),
            _("You chose several organisations, and one log-in is for one of them."),
            _("Try again, and choose just the one you are to act for now."),
        ),
        "unknown": Refusal(
            _("We do not know you yet"),
            _("You are logged in at %(name)s, but that opens no account here.") % said,
            _(
                "If you have an account with a password, log in with it and choose"
                " «My account» to tie the two together. Otherwise, ask the coordinator"
                " of your county for an invitation. The page of the county says who"
                " that is."
            ),
        ),
        "closed": Refusal(
            _("Your account is closed"),
            _("The account that your log-in opens has been closed."),
            ask,
        ),
        "password_only": Refusal(
            _("Log in with your password"),
            _("This account looks after the whole portal and has its own log-in."),
            _("Log in with your password and a one-time code."),
        ),
        "no_role": Refusal(
            _("You have no role there"),
            _("Your account has no role for %(organisation)s today.") % said,
            _(
                "Try again and choose another organisation, or ask the coordinator of"
                " your county for a role. The page of the county says who that is."
            ),
        ),
        "taken": Refusal(
            _("This log-in is already in use"),
            _("What you logged in with at %(name)s opens another account here.") % said,
            _("Log in with it to use that account, or choose another log-in."),
        ),
        "not_logged_in": Refusal(
            _("Log in first"),
            _("To tie %(name)s to your account you must be logged in here.") % said,
            _("Log in with your password, and choose «My account»."),
        ),
        "wrong_organisation": Refusal(
            _("The invitation is for another organisation"),
            _(
                "You chose %(organisation)s, and the invitation is not for them."
                " Nothing was accepted."
            )
            % said,
            _(
                "Open the link again and choose the organisation that invited you, or"
                " accept it with a password."
            ),
        ),
        "invitation": Refusal(
            _("The invitation no longer holds"),
            _("It has been used, withdrawn, or is too old."),
            ask,
        ),
        "has_role": Refusal(
            _("You have this role already"),
            _("You have this role in that period already."),
            _("Log in as usual; there is nothing to accept."),
        ),
        "last_way": Refusal(
            _("Nothing else opens your account"),
            _("Without %(name)s you could not log in any more.") % said,
            _("Choose a password first, with «Forgotten your password?» at log-in."),
        ),
        "unavailable": Refusal(
            _("%(name)s does not answer") % said,
            _("We got no answer from %(name)s, so you cannot log in there now.") % said,
            _("Wait a little and try again, or log in with your password."),
            503,
        ),
        "misbehaves": Refusal(
            _("%(name)s answered strangely") % said,
            _("We could not make use of the answer from %(name)s.") % said,
            _("Wait a little and try again, or log in with your password."),
            502,
        ),
    }[reason]
