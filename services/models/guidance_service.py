"""One offer of guidance, described once and given at one or many places."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.models import County, Municipality
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.constraints import known_choice, one_norwegian_form
from publishing.local_text import InLanguages
from publishing.models import Publishable, Sourced, Status
from publishing.validators import phone_number

from ..querysets import GuidanceServiceQuerySet
from .taxonomy import Channel, Need, TargetGroup


@pghistory.track()
class GuidanceService(Publishable, Sourced, models.Model):
    """One offer: what it is, for whom, where, and what you leave with.

    The area is national, or counties, or municipalities. `centres` are the places
    that give it. Ages are years, both inclusive. NULL in `is_free` and
    `referral_required` means that no source says.
    """

    slug = models.SlugField(_("address on the portal"), max_length=120, unique=True)
    provider = models.ForeignKey(
        Partner,
        verbose_name=_("responsible provider"),
        on_delete=models.PROTECT,
        related_name="services",
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=160, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    name_se = models.CharField(_("name (Northern Sami)"), max_length=160, blank=True)
    summary_nb = models.TextField(_("in short (bokmål)"), blank=True)
    summary_nn = models.TextField(_("in short (nynorsk)"), blank=True)
    summary_en = models.TextField(_("in short (English)"), blank=True)
    summary_se = models.TextField(_("in short (Northern Sami)"), blank=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_se = models.TextField(_("description (Northern Sami)"), blank=True)
    outcome_nb = models.TextField(_("what you leave with (bokmål)"), blank=True)
    outcome_nn = models.TextField(_("what you leave with (nynorsk)"), blank=True)
    outcome_en = models.TextField(_("what you leave with (English)"), blank=True)
    outcome_se = models.TextField(_("what you leave with (Northern Sami)"), blank=True)
    how_to_get_nb = models.TextField(_("how you get it (bokmål)"), blank=True)
    how_to_get_nn = models.TextField(_("how you get it (nynorsk)"), blank=True)
    how_to_get_en = models.TextField(_("how you get it (English)"), blank=True)
    how_to_get_se = models.TextField(_("how you get it (Northern Sami)"), blank=True)

    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("target groups"), related_name="services"
    )
    needs = models.ManyToManyField(
        Need, verbose_name=_("needs"), related_name="services"
    )
    channels = models.ManyToManyField(
        Channel, verbose_name=_("channels"), blank=True, related_name="services"
    )
    languages = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("languages of the guidance"),
        default=list,
        blank=True,
        help_text=_("Two letters each, separated by commas: nb, nn, en, se …"),
    )
    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)

    is_national = models.BooleanField(_("the whole country"), default=False)
    counties = models.ManyToManyField(
        County, verbose_name=_("counties"), blank=True, related_name="services"
    )
    municipalities = models.ManyToManyField(
        Municipality,
        verbose_name=_("municipalities"),
        blank=True,
        related_name="services",
    )
    centres = models.ManyToManyField(
        GuidanceCentre,
        verbose_name=_("places that give it"),
        blank=True,
        related_name="services",
    )

    is_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    price = models.CharField(_("price"), max_length=200, blank=True)
    referral_required = models.BooleanField(
        _("referral is needed"), null=True, blank=True
    )
    waiting_time = models.CharField(
        _("waiting time as stated"), max_length=200, blank=True
    )
    waiting_time_stated_on = models.DateField(
        _("waiting time stated on"), null=True, blank=True
    )
    url = models.URLField(_("website"), max_length=300, blank=True)
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, validators=[phone_number]
    )
    email = models.EmailField(_("e-mail"), blank=True)

    name = InLanguages("name")
    summary = InLanguages("summary")
    description = InLanguages("description")
    outcome = InLanguages("outcome")
    how_to_get = InLanguages("how_to_get")

    objects = GuidanceServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name_nb", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [
            models.Index(fields=["status"], name="service_status"),
        ]
        constraints = [
            known_choice("status", Status, name="service_status_known"),
            one_norwegian_form("name", name="service_name"),
            models.CheckConstraint(
                condition=~Q(status="published")
                | (
                    (~Q(summary_nb="") | ~Q(summary_nn=""))
                    & (~Q(outcome_nb="") | ~Q(outcome_nn=""))
                ),
                name="service_published_is_described",
                violation_error_message=_(
                    "Before it is published, a service needs a summary and what you"
                    " leave with, in bokmål or nynorsk."
                ),
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                name="service_ages",
                violation_error_message=_(
                    "The highest age must not be below the lowest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(waiting_time="") | Q(waiting_time_stated_on__isnull=False),
                name="service_waiting_time_dated",
                violation_error_message=_(
                    "Say on which day the waiting time was stated."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(is_free=True) | Q(price=""),
                name="service_free_has_no_price",
                violation_error_message=_("A free service has no price."),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("services:detail", args=[self.slug])

    @property
    def has_own_contact(self):
        return bool(self.url or self.phone or self.email)
