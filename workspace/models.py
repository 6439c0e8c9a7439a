"""What «Min side» keeps of its own: links by which a person confirms without log-in."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner

from .imports.models import ImportFile as ImportFile
from .imports.models import ImportLine as ImportLine


class ConfirmationLink(models.Model):
    """A reminder of facts to confirm, and the secret address that stood in it.

    Only the SHA-256 of the address is kept. `user` is the person it was sent to, and
    alone may use it; None when it went to the partner's own address, which tells what
    is due and confirms nothing. `expires_on` is the last day it works.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent to"),
        null=True,
        on_delete=models.CASCADE,
        related_name="confirmation_links",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="confirmation_links",
    )
    sent_at = models.DateTimeField(_("sent"))
    expires_on = models.DateField(_("last day"))

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("link for confirming")
        verbose_name_plural = _("links for confirming")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"),
                name="confirmationlink_digest",
                violation_error_message=_("The token is kept as its digest."),
            )
        ]

    def __str__(self):
        return f"{self.partner}, {self.sent_at:%Y-%m-%d}"


class LinkedFacts(models.Model):
    """A group of facts that a link told of, as it was when the mail was written.

    `facts_digest` is that of the facts, so that the link confirms nothing that was
    changed since. `due_on` and `step` say of which deadline was reminded.
    """

    class Step(models.TextChoices):
        SOON = "soon", _("due soon")
        LATE = "late", _("overdue")

    link = models.ForeignKey(
        ConfirmationLink, on_delete=models.CASCADE, related_name="facts"
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+"
    )
    object_id = models.CharField(max_length=40)
    object = GenericForeignKey()
    fact_group = models.CharField(_("facts"), max_length=40)
    facts_digest = models.CharField(max_length=64)
    due_on = models.DateField(_("to be confirmed by"))
    step = models.CharField(_("reminder"), max_length=10, choices=Step)
    used_at = models.DateTimeField(_("confirmed by the link"), null=True, blank=True)

    class Meta:
        ordering = ["link", "pk"]
        verbose_name = _("facts of a link")
        verbose_name_plural = _("facts of a link")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["link", "content_type", "object_id", "fact_group"],
                name="linkedfacts_once",
                violation_error_message=_("The link tells of these facts already."),
            )
        ]

    def __str__(self):
        return f"{self.link}: {self.fact_group}"
