"""Who signed a version, with what paper, and signatures that were voided again."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from publishing.constraints import known_choice, one_norwegian_form
from publishing.local_text import InLanguages

from .agreement import AgreementVersion, Party

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024


class Method(models.TextChoices):
    PAPER = "paper", _("on paper")
    ELECTRONIC = "electronic", _("electronically")


class Signing(models.Model):
    """What is known of a signature: name, office, day, way, and of which text.

    `content_digest` is the SHA-256 of what was signed.
    """

    # Names of people stay out of what the trail hashes.
    trail_personal = ("name",)

    Method = Method

    name = models.CharField(_("name"), max_length=200)
    office_nb = models.CharField(_("office (bokmål)"), max_length=200, blank=True)
    office_nn = models.CharField(_("office (nynorsk)"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"))
    method = models.CharField(_("method"), max_length=20, choices=Method)
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    archive_reference = models.CharField(
        _("archive reference"), max_length=100, blank=True
    )
    content_digest = models.CharField(_("digest of the text"), max_length=64)

    office = InLanguages("office")

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name}, {self.signed_on}"

    def trail_label(self):
        """Return what the trail calls it: not who held the pen."""
        return str(self.signed_on)


@pghistory.track()
class Signature(Signing):
    """Somebody signed the exact text of a version for a party.

    The database refuses a digest that is not the version's own. `signed_at` is the
    instant of an electronic signature; None when only the day is known.
    """

    party = models.OneToOneField(
        Party,
        verbose_name=_("party"),
        on_delete=models.CASCADE,
        related_name="signature",
    )
    signed_at = models.DateTimeField(_("time"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True, null=True)

    class Meta:
        ordering = ["party__position", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            one_norwegian_form("office", name="signature_office"),
            known_choice("method", Method, name="signature_method_known"),
        ]


class VoidedSignature(Signing):
    """A signature that fell away when its version went back to draft. Only added."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="voided_signatures",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="voided_signatures",
    )
    reason = models.TextField(_("reason"))
    voided_at = models.DateTimeField(_("voided"))

    class Meta:
        ordering = ["voided_at", "pk"]
        verbose_name = _("voided signature")
        verbose_name_plural = _("voided signatures")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="voidedsignature_reason",
                violation_error_message=_("Say why the signatures fall away."),
            )
        ]


class SignedDocument(models.Model):
    """The signed paper as a PDF, as a party sent it in. Only added, never public.

    `file_digest` is the SHA-256 of the file, `content_digest` that of the text of the
    version when the file was added; `size` is in bytes. A trigger compares.
    """

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="signed_documents",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="signed_documents",
    )
    content_digest = models.CharField(_("digest of the text"), max_length=64)
    content = models.BinaryField(_("file"))
    file_digest = models.CharField(_("digest of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("signed document")
        verbose_name_plural = _("signed documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__lte=MAX_DOCUMENT_BYTES),
                name="signeddocument_size",
                violation_error_message=_("The file can be 10 MB at most."),
            )
        ]

    def __str__(self):
        return f"{self.version}, {self.partner}"
