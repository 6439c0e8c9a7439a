"""What log-in itself remembers: sessions, wrong guesses, codes that were used."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import sessions


class AccountSession(AbstractBaseSession):
    """A session that knows whose it is, so that all of a person's can be ended at once.

    `user` is None until somebody is logged in. Nothing of the browser is kept but the
    few words of `device`, and no address.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="account_sessions",
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=80, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        app_label = "partners"
        # Ended on the page of the account; nobody edits them.
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls):
        return sessions.SessionStore


class GuessCount(models.Model):
    """How many wrong guesses came from somewhere, or at something, and the last one.

    `key` is a keyed digest: neither an address nor what was typed can be read from it.
    """

    key = models.CharField(max_length=64, unique=True)
    guesses = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        app_label = "partners"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex="^[0-9a-f]{64}$"),
                name="guesscount_digest",
                violation_error_message=_("What was typed is kept as its digest."),
            )
        ]

    def __str__(self):
        return str(self.guesses)

    def trail_label(self):
        return "?"


class SpentCode(models.Model):
    """A one-time code that somebody has used; it opens nothing a second time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64)
    spent_at = models.DateTimeField()

    class Meta:
        app_label = "partners"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "digest"],
                name="spentcode_once",
                violation_error_message=_("This code was used. Wait for the next one."),
            )
        ]

    def __str__(self):
        return str(self.spent_at)
