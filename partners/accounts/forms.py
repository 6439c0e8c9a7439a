"""Forms of log-in: libraries' own, in our words, and slowed where one could guess."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit, guessing, throttle
from .backends import account_called

LONGEST_NAME = 254
LONGEST_PASSWORD = 256


def password_field(label, *, new=False):
    """Return a field for a whole phrase: spaces stay, pasting works."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
    )


def code_field(label, help_text=""):
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )


class LogInForm(account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=gettext_lazy("E-mail address or user name"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields["password"] = password_field(gettext_lazy("Password"))
        self.order_fields(["login", "password"])

    def _clean_with_password(self, credentials):
        """Count the try first, then look at the password."""
        guess = guessing.of_password(self.request, credentials["username"])
        try:
            throttle.count_guess(guess.counts)
        except throttle.TooSoon as refusal:
            raise ValidationError(
                throttle.sentence(refusal.wait), code="too_soon"
            ) from None
        try:
            cleaned = super()._clean_with_password(credentials)
        except ValidationError:
            guessing.note_wrong_password(guess)
            raise ValidationError(
                _(
                    "The e-mail address (or user name) and the password do not go"
                    " together. Type both again, or ask for a new password."
                ),
                code="wrong",
            ) from None
        throttle.was_right(guess.counts)
        return cleaned


class WithSpentCodes:
    """For forms with a one-time code: slowed, recorded, and each code only once."""

    def clean_code(self):
        counts = [guessing.at_code(self.user)]
        try:
            throttle.count_guess(counts)
        except throttle.TooSoon as refusal:
            raise ValidationError(
                throttle.sentence(refusal.wait), code="too_soon"
            ) from None
        try:
            with transaction.atomic():
                code = super().clean_code()
                if self.is_one_time():
                    guessing.spend_code(self.user, code)
        except ValidationError:
            guessing.note_wrong_code(self.user)
            raise
        throttle.was_right(counts)
        return code

    def is_one_time(self):
        """Return whether the code that fitted was one of the app."""
        return self.authenticator.type == Authenticator.Type.TOTP


class CodeForm(WithSpentCodes, factor.AuthenticateForm):
    code = code_field(
        gettext_lazy("Code"),
        gettext_lazy("Six digits from your app, or one of your recovery codes."),
    )


class SetUpCodesForm(WithSpentCodes, totp.ActivateTOTPForm):
    code = code_field(gettext_lazy("The code that the app shows now"))

    def is_one_time(self):
        return True


class ForgottenForm(account.ResetPasswordForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST_NAME,
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "autocapitalize": "none"}
        ),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self):
        """Find whose password it is to be: who has one, and an account that is on."""
        email = self.cleaned_data["email"].strip()
        try:
            throttle.count_guess(guessing.of_letters(self.request, email))
        except throttle.TooSoon as refusal:
            raise ValidationError(
                throttle.too_many_letters(refusal.wait), code="too_soon"
            ) from None
        user = account_called(email)
        can_have = user is not None and user.is_active and user.has_usable_password()
        self.users = [user] if can_have else []
        return email


class PasswordAgainForm(account.ReauthenticateForm):
    password = password_field(gettext_lazy("Password"))

    def clean_password(self):
        return own_password(self.user, self.cleaned_data["password"])


class WithNewPassword(forms.Form):
    """Two fields for a new phrase, with what it has to be."""

    password1 = account.SetPasswordField(label="")
    password2 = password_field(gettext_lazy("New password again"), new=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["password1"]
        field.label = _("New password")
        field.max_length = LONGEST_PASSWORD
        field.help_text = _(
            "At least 15 characters. A few words that only you would put together are"
            " easy to remember and hard to guess; spaces count, and pasting works."
        )
        del field.widget.attrs["placeholder"]
        field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error(
                "password2",
                ValidationError(
                    _("The two are not the same. Type the new password twice."),
                    code="differs",
                ),
            )
        return cleaned


class ChangePasswordForm(WithNewPassword, account.ChangePasswordForm):
    oldpassword = password_field(gettext_lazy("Present password"))
    password2 = password_field(gettext_lazy("New password again"), new=True)
    field_order = ["oldpassword", "password1", "password2"]

    def clean_oldpassword(self):
        return own_password(self.user, self.cleaned_data["oldpassword"])


class NewPasswordForm(WithNewPassword, account.ResetPasswordKeyForm):
    password2 = password_field(gettext_lazy("New password again"), new=True)


class NewAccountForm(WithNewPassword):
    """What somebody who was invited tells of themselves, and their password."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ["first_name", "last_name", "password1", "password2"]

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        # Who it will be, so that the password is not compared with nobody.
        self.fields["password1"].user = get_user_model()(username=email, email=email)


def own_password(user, password):
    """Return the password when it is the user's. Raise ValidationError otherwise."""
    counts = [guessing.at_password_again(user)]
    try:
        throttle.count_guess(counts)
    except throttle.TooSoon as refusal:
        raise ValidationError(
            throttle.sentence(refusal.wait), code="too_soon"
        ) from None
    if not user.check_password(password):
        audit.note("failed_password", user, actor=user)
        raise ValidationError(
            _("This is not your present password. Type it again."), code="wrong"
        )
    throttle.was_right(counts)
    return password
