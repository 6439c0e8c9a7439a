"""The e-mails of accounts, written into the outbox in the reader's language."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from publishing import outbox


def send_reset_link(user: AbstractBaseUser, uid: str, token: str) -> None:
    """Write the e-mail with the link that sets a new password, once and for an hour."""
    path = reverse("account_reset_password_from_key", args=[uid, token])
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    _write(
        user,
        "reset",
        subject=gettext("New password"),
        lines=[
            gettext("Somebody, perhaps you, asked for a new password here:"),
            settings.PORTAL_ADDRESS,
            gettext("Follow this link to choose one:"),
            settings.PORTAL_ADDRESS + path,
            ngettext(
                "The link works once, for %(hours)d hour.",
                "The link works once, for %(hours)d hours.",
                hours,
            )
            % {"hours": hours}
            + " "
            + gettext("Afterwards you log in with the new password and your code."),
            gettext("Did you not ask for it? Then you need do nothing."),
        ],
    )


def send_invitation(
    invitation: Any, token: str, *, sender: AbstractBaseUser | None
) -> None:
    """Write the e-mail with the link that accepts an invitation, once."""
    path = reverse("accept-invitation", args=[token])
    name = sender.get_full_name() if sender else ""  # type: ignore[attr-defined]
    words = {
        "partner": invitation.partner.name,
        "role": invitation.get_role_display(),
        "name": name,
    }
    asked = (
        gettext("%(name)s invites you to act for %(partner)s as %(role)s here:")
        if name
        else gettext("You are invited to act for %(partner)s as %(role)s here:")
    )
    until = timezone.localdate(invitation.expires_at)
    outbox.put(
        key=f"invitation:{invitation.pk}",
        to_address=invitation.email,
        subject=gettext("Invitation: %(partner)s") % words,
        text=_text(
            [
                asked % words,
                settings.PORTAL_ADDRESS,
                gettext("Follow this link to accept:"),
                settings.PORTAL_ADDRESS + path,
                gettext("The link is yours alone. It works once, until %(day)s.")
                % {"day": date_format(until)},
                gettext("Do you not know what this is? Then you need do nothing."),
            ]
        ),
        at=invitation.made_at,
    )


def tell_of_new_password(user: AbstractBaseUser) -> None:
    _write(
        user,
        "password-changed",
        subject=gettext("Your password was changed"),
        lines=[
            gettext("The password of your account was changed just now:"),
            settings.PORTAL_ADDRESS,
            _if_it_was_not_you(),
        ],
    )


def tell_of_factor(user: AbstractBaseUser, *, was_set: bool) -> None:
    """Tell the owner that the app for codes was set up or taken away."""
    _write(
        user,
        "factor",
        subject=gettext("Two-step log-in was changed"),
        lines=[
            gettext("An app for one-time codes was set up for your account just now:")
            if was_set
            else gettext("The app for one-time codes was taken off your account:"),
            settings.PORTAL_ADDRESS,
            _if_it_was_not_you(),
        ],
    )


def _if_it_was_not_you() -> str:
    return gettext(
        "Was it not you? Ask for a new password at once, with «Forgot the password?» on"
        " the log-in page, and tell your coordinator."
    )


def _write(
    user: AbstractBaseUser, about: str, *, subject: str, lines: list[str]
) -> None:
    if not user.email:  # type: ignore[attr-defined]
        return
    outbox.put(
        key=f"account:{about}:{user.pk}:{uuid.uuid4()}",
        to_address=user.email,  # type: ignore[attr-defined]
        subject=subject,
        text=_text(lines),
        at=datetime.now(UTC),
    )


def _text(lines: list[str]) -> str:
    return "\n\n".join(lines) + "\n"
