"""All there is of log-in. What is not named here, the library does not offer either.

The names are the library's where its own steps lead there. `open_page` marks what
somebody needs who has not given a second factor yet; `door` also lets in whoever is
not logged in at all.
"""

from django.contrib.auth.decorators import login_not_required, login_required
from django.urls import path

from .account_views import (
    ChangePasswordView,
    NewRecoveryCodesView,
    RecoveryCodesView,
    SetUpCodesView,
    account,
    end_sessions,
    take_codes_away,
)
from .invitation_views import accept
from .private_pages import before_second_factor as open_page
from .reset_views import ForgottenView, LetterSentView, NewPasswordView
from .views import CodeView, LogInView, LogOutView, PasswordAgainView


def door(view):
    """Open a view to those who are not logged in: it is part of logging in."""
    return open_page(login_not_required(view))


urlpatterns = [
    path("logg-inn/", door(LogInView.as_view()), name="account_login"),
    path("logg-inn/kode/", door(CodeView.as_view()), name="mfa_authenticate"),
    path(
        "logg-inn/passord/",
        open_page(PasswordAgainView.as_view()),
        name="account_reauthenticate",
    ),
    path("logg-ut/", door(LogOutView.as_view()), name="account_logout"),
    path(
        "invitasjon/<str:token>/",
        door(accept),
        name="accept-invitation",
    ),
    path("konto/", account, name="account"),
    path(
        "konto/glemt/",
        door(ForgottenView.as_view()),
        name="account_reset_password",
    ),
    path(
        "konto/glemt/sendt/",
        door(LetterSentView.as_view()),
        name="account_reset_password_done",
    ),
    path(
        "konto/glemt/<str:uidb36>/<str:key>/",
        door(NewPasswordView.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "konto/passord/",
        ChangePasswordView.as_view(),
        name="account_change_password",
    ),
    path(
        "konto/kode-app/",
        open_page(login_required(SetUpCodesView.as_view())),
        name="mfa_activate_totp",
    ),
    path("konto/kode-app/fjern/", take_codes_away, name="mfa_deactivate_totp"),
    path(
        "konto/reservekoder/",
        RecoveryCodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "konto/reservekoder/nye/",
        NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("konto/innlogginger/", end_sessions, name="account_sessions"),
]
