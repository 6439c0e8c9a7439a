"""Who somebody is to an issuer, and which account that opens."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class ExternalIdentity(models.Model):
    """The one account that an issuer's subject opens.

    `subject` is the issuer's own name for the person, never a national identity
    number. `organisation_number` and `acr` are those of the last log-in: for whom it
    was, and how surely. What the account may do follows from its memberships alone.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="external_identities",
    )
    issuer = models.CharField(_("issuer"), max_length=255)
    subject = models.CharField(max_length=255)
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, blank=True
    )
    acr = models.CharField(_("level of assurance"), max_length=100, blank=True)
    tied_at = models.DateTimeField(_("tied"))
    last_log_in_at = models.DateTimeField(_("last log-in"), null=True, blank=True)

    class Meta:
        app_label = "partners"
        ordering = ["tied_at", "pk"]
        verbose_name = _("external identity")
        verbose_name_plural = _("external identities")
        # Tied and untied by their owner; nobody edits them.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="externalidentity_once",
                violation_error_message=_(
                    "This identity already opens another account."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"^\s*[0-9]{6}\s?[0-9]{5}\s*$"),
                name="externalidentity_no_personal_number",
                violation_error_message=_(
                    "A national identity number is never kept here."
                ),
            ),
            models.CheckConstraint(
                condition=Q(organisation_number="")
                | Q(organisation_number__regex="^[0-9]{9}$"),
                name="externalidentity_organisation_number",
                violation_error_message=_("An organisation number has nine digits."),
            ),
        ]

    def __str__(self):
        return self.issuer
