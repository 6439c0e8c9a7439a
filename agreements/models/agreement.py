"""The written agreement, its versions, and what each version says.

Decisions are stored; whether a version is in force follows from dates. What the
parties signed is frozen by triggers; what happens to a version later is appended as
events, and the range that results (EffectivePeriod) may not overlap another's.
"""

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from publishing.constraints import one_norwegian_form, period_not_reversed
from publishing.local_text import InLanguages
from publishing.models import Sourced

from ..querysets import AgreementQuerySet, AgreementVersionQuerySet
from .partnership import Partnership


@pghistory.track()
class Agreement(Sourced, models.Model):
    """The written agreement of a partnership, through all its versions.

    `signed_language` is the written form that is signed; the other is a translation.
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    title_nb = models.CharField(_("title (bokmål)"), max_length=250, blank=True)
    title_nn = models.CharField(_("title (nynorsk)"), max_length=250, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=250, blank=True)
    title_se = models.CharField(_("title (Northern Sami)"), max_length=250, blank=True)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("carries on"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="continued_by",
        help_text=_("The agreement of a county that has ended."),
    )
    signed_language = models.CharField(
        _("written form that is signed"),
        max_length=2,
        default="nb",
        choices=[("nb", "bokmål"), ("nn", "nynorsk")],
    )

    title = InLanguages("title")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            one_norwegian_form("title", name="agreement_title"),
            models.CheckConstraint(
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                name="agreement_carries_on_another",
                violation_error_message=_("An agreement cannot carry on itself."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("agreements:detail", args=[self.slug])


@pghistory.track()
class AgreementVersion(models.Model):
    """One version of an agreement: its period, its clauses, and how far it has come.

    `agreed_from` and `agreed_to` are the days the parties agreed on, both inclusive;
    NULL is open or, for a transcript, unknown. Drafts have no number and are never
    public. A transcript tells what a source says of an agreement whose signed
    document has not been found; it has no signatures.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        FOR_COMMENT = "for_comment", _("for comment")
        FOR_APPROVAL = "for_approval", _("for approval")
        SIGNED = "signed", _("signed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        related_name="versions",
    )
    number = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT
    )
    previous = models.ForeignKey(
        "self",
        verbose_name=_("follows"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="following",
    )
    copied_from = models.ForeignKey(
        "self",
        verbose_name=_("copied from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        help_text=_("The version of another agreement that was the template."),
    )
    agreed_from = models.DateField(_("agreed from"), null=True, blank=True)
    agreed_to = models.DateField(
        _("agreed last day"), null=True, blank=True, help_text=_("This day included.")
    )
    is_transcript = models.BooleanField(
        _("as told by a source"),
        default=False,
        help_text=_("The signed document itself has not been found."),
    )
    content_digest = models.CharField(
        _("digest of the text (SHA-256)"), max_length=64, blank=True, editable=False
    )
    note_nb = models.TextField(_("note (bokmål)"), blank=True)
    note_nn = models.TextField(_("note (nynorsk)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)

    note = InLanguages("note")

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "number", "pk"]
        verbose_name = _("version of the agreement")
        verbose_name_plural = _("versions of the agreement")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "for_comment",
                        "for_approval",
                        "signed",
                        "withdrawn",
                    ]
                ),
                name="agreementversion_state_known",
                violation_error_message=_("Choose one of the values that are offered."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="agreementversion_number_once",
                violation_error_message=_("This version number is taken."),
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(number__isnull=False),
                name="agreementversion_signed_is_numbered",
                violation_error_message=_("A signed version has a number."),
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(content_digest__regex="^[0-9a-f]{64}$"),
                name="agreementversion_signed_has_digest",
                violation_error_message=_("A signed version has a digest."),
            ),
            period_not_reversed(
                name="agreementversion_period", start="agreed_from", end="agreed_to"
            ),
        ]

    def __str__(self):
        if self.number is None:
            return f"{self.agreement} ({self.get_state_display()})"
        return f"{self.agreement}, v{self.number}"

    def get_absolute_url(self):
        return reverse("agreements:version", args=[self.agreement.slug, self.number])


class EffectivePeriod(models.Model):
    """The days a signed version really holds: agreed period less what ended it early.

    Kept by triggers from the agreed period and the events; nobody writes it. The
    exclusion constraint lets one version of an agreement hold on any day.
    """

    version = models.OneToOneField(
        AgreementVersion,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="effective",
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="effective_periods"
    )
    period = DateRangeField(_("period"))

    class Meta:
        verbose_name = _("effective period")
        verbose_name_plural = _("effective periods")
        constraints = [
            ExclusionConstraint(
                name="effectiveperiod_one_in_force",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another version of this agreement is in force on some of these"
                    " days. Let it be replaced first."
                ),
            )
        ]

    def __str__(self):
        return str(self.period)


class VersionEvent(models.Model):
    """Something that happened to a signed version later. Only ever added.

    `on` is the last day the version holds when it is replaced, terminated or
    expired, and the day itself when it is archived.
    """

    class Kind(models.TextChoices):
        REPLACED = "replaced", _("replaced")
        TERMINATED = "terminated", _("terminated")
        EXPIRED = "expired", _("expired")
        ARCHIVED = "archived", _("archived")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="later_events",
    )
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    on = models.DateField(_("date"))
    reference = models.CharField(_("archive reference"), max_length=100, blank=True)
    note_nb = models.TextField(_("note (bokmål)"), blank=True)
    note_nn = models.TextField(_("note (nynorsk)"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    note = InLanguages("note")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="archived") | ~Q(reference=""),
                name="versionevent_archive_reference",
                violation_error_message=_("Give the archive reference."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"


@pghistory.track()
class Clause(models.Model):
    """A numbered section. `key` is the same in every version that carries it over."""

    class Kind(models.TextChoices):
        PARTIES = "parties", _("parties")
        BACKGROUND = "background", _("background")
        PURPOSE = "purpose", _("purpose")
        LEGAL_BASIS = "legal_basis", _("legal basis")
        SCOPE = "scope", _("scope")
        TARGET_GROUPS = "target_groups", _("target groups")
        GOALS = "goals", _("goals")
        ROLES = "roles_and_responsibilities", _("roles and responsibilities")
        ORGANISATION = "organisation", _("organisation")
        MEETINGS = "meetings", _("meetings")
        ACTION_PLAN = "action_plan", _("action plan")
        FUNDING = "funding", _("funding")
        STAFF = "staff_and_premises", _("staff and premises")
        PRIVACY = "privacy_and_confidentiality", _("privacy and confidentiality")
        COMMUNICATION = "communication", _("communication")
        REPORTING = "reporting_and_evaluation", _("reporting and evaluation")
        DURATION = "duration", _("duration")
        REVISION = "revision", _("revision")
        TERMINATION = "termination", _("termination")
        DISPUTES = "disputes", _("disputes")
        SIGNATURES = "signatures", _("signatures")
        APPENDICES = "appendices", _("appendices")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="clauses",
    )
    key = models.SlugField(_("stable key"), max_length=80)
    number = models.CharField(_("number"), max_length=12)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    heading_nb = models.CharField(_("heading (bokmål)"), max_length=200, blank=True)
    heading_nn = models.CharField(_("heading (nynorsk)"), max_length=200, blank=True)
    text_nb = models.TextField(_("text (bokmål)"), blank=True)
    text_nn = models.TextField(_("text (nynorsk)"), blank=True)

    heading = InLanguages("heading")
    text = InLanguages("text")

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            one_norwegian_form("heading", name="clause_heading"),
            models.UniqueConstraint(
                fields=["version", "key"],
                name="clause_key_once",
                violation_error_message=_("This key is used by another clause."),
            ),
            models.UniqueConstraint(
                fields=["version", "number"],
                name="clause_number_once",
                violation_error_message=_("This number is used by another clause."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.heading}"

    @property
    def anchor(self):
        """Return the fragment of the clause on the agreement's page."""
        return f"punkt-{self.number}"

    @property
    def level(self):
        """Return 1 for clause 4, 2 for clause 4.2."""
        return self.number.count(".") + 1


@pghistory.track()
class Party(models.Model):
    """A partner in a version, under the name that the agreement gives it."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="parties",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="agreement_parties",
    )
    name = models.CharField(_("name in the agreement"), max_length=200)
    role_nb = models.TextField(_("part in the cooperation (bokmål)"), blank=True)
    role_nn = models.TextField(_("part in the cooperation (nynorsk)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    role = InLanguages("role")

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "partner"],
                name="party_once",
                violation_error_message=_("This partner is already a party."),
            )
        ]

    def __str__(self):
        return self.name
