"""Roles in the partnership, and what each version of their description says."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.querysets import DatedQuerySet
from partners.models import Partner
from publishing.constraints import (
    known_choice,
    no_overlap,
    one_norwegian_form,
    period_not_reversed,
)
from publishing.local_text import InLanguages
from publishing.models import AuditPerson, Publishable, PublishableQuerySet, Status

from .partnership import Partnership


class RoleQuerySet(models.QuerySet):
    def public(self):
        """Return roles of public partnerships with a description the public may see."""
        return (
            self.exclude(partnership__status="draft")
            .filter(descriptions__status__in=["published", "ended"])
            .distinct()
        )


class RoleDescriptionQuerySet(PublishableQuerySet, DatedQuerySet):
    pass


@pghistory.track()
class Role(models.Model):
    """A role in a partnership, held for a partner; needs no user account."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.PROTECT,
        related_name="roles",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="roles",
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=160, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    name_se = models.CharField(_("name (Northern Sami)"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_example = models.BooleanField(_("example"), default=False)

    name = InLanguages("name")

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "position", "slug"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [one_norwegian_form("name", name="role_name")]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("roles:detail", args=[self.slug])


@pghistory.track()
class RoleDescription(Publishable, models.Model):
    """One version of what a role is, for citizens and for professionals.

    Holder and deputy are names as the partner wants them shown. The period is
    inclusive; published versions of a role never share a day. Once published, nothing
    of it changes but that it ends: a correction is a new version, and the database
    keeps it so. `submitted_at` is when the partner last sent a draft to the
    coordinator, None while it is being written.
    """

    # Names of people stay out of what the trail hashes.
    trail_personal = ("holder", "deputy")

    role = models.ForeignKey(
        Role,
        verbose_name=_("role"),
        on_delete=models.CASCADE,
        related_name="descriptions",
    )
    number = models.PositiveSmallIntegerField(_("version"))
    for_citizens_nb = models.TextField(_("for citizens (bokmål)"), blank=True)
    for_citizens_nn = models.TextField(_("for citizens (nynorsk)"), blank=True)
    for_citizens_en = models.TextField(_("for citizens (English)"), blank=True)
    for_citizens_se = models.TextField(_("for citizens (Northern Sami)"), blank=True)
    for_professionals_nb = models.TextField(_("for professionals (bokmål)"), blank=True)
    for_professionals_nn = models.TextField(
        _("for professionals (nynorsk)"), blank=True
    )
    for_professionals_en = models.TextField(
        _("for professionals (English)"), blank=True
    )
    holder = models.CharField(_("holder"), max_length=200, blank=True)
    deputy = models.CharField(_("deputy"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )
    submitted_at = models.DateTimeField(
        _("sent to the coordinator"), null=True, blank=True, editable=False
    )

    for_citizens = InLanguages("for_citizens")
    for_professionals = InLanguages("for_professionals")

    objects = RoleDescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-number"]
        verbose_name = _("role description")
        verbose_name_plural = _("role descriptions")
        constraints = [
            known_choice("status", Status, name="roledescription_status_known"),
            models.UniqueConstraint(
                fields=["role", "number"],
                name="roledescription_number_once",
                violation_error_message=_("This version number is taken."),
            ),
            one_norwegian_form("for_citizens", name="roledescription_for_citizens"),
            period_not_reversed(name="roledescription_period"),
            no_overlap(
                "role",
                name="roledescription_one_at_a_time",
                message=_("Another published version holds in that period."),
                condition=Q(status="published"),
            ),
        ]

    def __str__(self):
        return f"{self.role}, v{self.number}"


LANGUAGES = [
    ("nb", _("Norwegian Bokmål")),
    ("nn", _("Norwegian Nynorsk")),
    ("en", _("English")),
    ("se", _("Northern Sami")),
]


class RoleAnswerQuerySet(models.QuerySet):
    def newest_first(self):
        """Return the answers with the one that counts first."""
        return self.order_by("-pk")


class Answer(models.TextChoices):
    """What a partner can say of a role that it is given."""

    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    OBJECTED = "objected", _("has objections")


class RoleAnswer(models.Model):
    """What the partner whose role it is says of one version of the description.

    Only ever added; the newest counts. Another version needs an answer of its own. An
    objection stops nothing: it is shown, with its reason, wherever the version is.
    Other members of the partnership speak of a role where they talk together, not
    here. `given_by` is kept apart from the name, so that a person can be erased.
    """

    description = models.ForeignKey(
        RoleDescription,
        verbose_name=_("role description"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="role_answers",
    )
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    reason = models.TextField(_("reason"), blank=True)
    language = models.CharField(
        _("language of the reason"), max_length=2, choices=LANGUAGES, blank=True
    )
    given_by = models.ForeignKey(
        AuditPerson,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    given_at = models.DateTimeField(_("time"))

    objects = RoleAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["description", "-pk"]
        verbose_name = _("answer to a role description")
        verbose_name_plural = _("answers to role descriptions")
        constraints = [
            known_choice("answer", Answer, name="roleanswer_known"),
            models.CheckConstraint(
                condition=~Q(answer="objected") | ~Q(reason=""),
                name="roleanswer_reason_given",
                violation_error_message=_("Say what you object to."),
            ),
            models.CheckConstraint(
                condition=Q(reason="", language="")
                | Q(~Q(reason=""), language__in=[code for code, _name in LANGUAGES]),
                name="roleanswer_reason_in_a_language",
                violation_error_message=_("Say in which language the reason is."),
            ),
        ]

    def __str__(self):
        return f"{self.partner}: {self.get_answer_display()}"

    @property
    def is_objection(self):
        return self.answer == Answer.OBJECTED
