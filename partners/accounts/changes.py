"""What changes an account, each with its entry in the audit trail and its e-mail.

Whoever changed it stays logged in here and nowhere else: the others begin again.
"""

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import reset_password
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.flows import activate_totp
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from . import audit, guessing, letters, second_factor, throttle
from .entry import end_sessions, let_out


def change_password(request: HttpRequest, form) -> None:
    """Give the account its new password, and end all other sessions."""
    user = request.user
    with transaction.atomic():
        form.save()
        # The session gets a new id, too.
        update_session_auth_hash(request, form.user)
        end_sessions(user, but=request.session.session_key)
        audit.note("change_password", user, actor=user)
        letters.tell_of_new_password(user)


class LinkUsed(Exception):
    """The link to a new password was used in this very moment, or is too old."""


def set_password_by_link(user: AbstractBaseUser, token: str, password: str) -> None:
    """Give the account the password chosen by a link, and end all its sessions.

    It logs nobody in: the password and the second factor are asked for afterwards.
    Guesses at the password until now are forgotten. Raise LinkUsed, of twenty at once
    for all but one.
    """
    with transaction.atomic():
        locked = type(user)._default_manager.select_for_update().get(pk=user.pk)
        if not default_token_generator.check_token(locked, token):
            raise LinkUsed
        reset_password(locked, password)
        end_sessions(locked)
        throttle.was_right([guessing.at_account(locked)])
        audit.note("reset_password", locked, actor=locked)
        letters.tell_of_new_password(locked)


def set_up_codes(request: HttpRequest, form) -> None:
    """Tie the app to the account; this session has given its second factor."""
    user = request.user
    with transaction.atomic():
        activate_totp(request, form)
        note_that_codes_are_shown(user)
        second_factor.remember_strong_login(request, user, second_factor.CODE)
        request.session.cycle_key()
        end_sessions(user, but=request.session.session_key)
        audit.note("set_factor", user, actor=user)
        letters.tell_of_factor(user, was_set=True)


def note_that_codes_are_shown(user: AbstractBaseUser) -> None:
    """Note it when the recovery codes are made, so that reading them writes nothing."""
    for made in Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ):
        made.wrap().mark_as_viewed()


def take_codes_away(request: HttpRequest) -> None:
    """Take the app and the recovery codes off the account.

    The session is weak again, so that a new app must be set up before anything else.
    """
    user = request.user
    with transaction.atomic():
        factors = Authenticator.objects.select_for_update().filter(
            user=user, type=Authenticator.Type.TOTP
        )
        for factor in factors:
            delete_and_cleanup(request, factor)
            audit.note("remove_factor", user, actor=user)
            letters.tell_of_factor(user, was_set=False)
        second_factor.forget_strong_login(request)
        end_sessions(user, but=request.session.session_key)


def take_codes_from(user: AbstractBaseUser, *, actor: AbstractBaseUser | None) -> bool:
    """Take every second factor off an account, and end its sessions.

    For an owner who has lost them all; the caller has made sure who it is. Return
    whether there was one. `actor` None is whoever runs the installation.
    """
    with transaction.atomic():
        factors = list(Authenticator.objects.select_for_update().filter(user=user))
        for factor in factors:
            factor.delete()
        end_sessions(user)
        if factors:
            audit.note("remove_factor", user, actor=actor)
            letters.tell_of_factor(user, was_set=False)
    return bool(factors)


def log_out_everywhere(request: HttpRequest) -> None:
    user = request.user
    with transaction.atomic():
        audit.note("log_out_everywhere", user, actor=user)
        let_out(request)
        end_sessions(user)


def deactivate(user: AbstractBaseUser, *, actor: AbstractBaseUser | None) -> None:
    """Switch an account off and end its sessions; the caller asks who may.

    The next request of the account comes from nobody.
    """
    with transaction.atomic():
        locked = type(user)._default_manager.select_for_update().get(pk=user.pk)
        if locked.is_active:
            locked.is_active = False
            locked.save(update_fields=["is_active"])
            audit.note("deactivate", locked, actor=actor)
        end_sessions(locked)
