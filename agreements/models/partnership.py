"""The cooperation in one county, written down or not."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from counties.models import County
from counties.querysets import DatedQuerySet
from partners.models import Partner
from publishing.constraints import (
    known_choice,
    no_overlap,
    one_norwegian_form,
    period_not_reversed,
)
from publishing.local_text import InLanguages
from publishing.models import Publishable, Sourced, Status


class OrganisationModel(models.TextChoices):
    """How counties have organised the work; several may hold at once."""

    COUNTY_OPERATED_CENTRES = (
        "county_operated_centres",
        _("the county council owns and staffs the centres"),
    )
    JOINTLY_OWNED_CENTRE = (
        "jointly_owned_centre",
        _("Nav and the county council own the centre together"),
    )
    CENTRE_IN_ADULT_EDUCATION = (
        "centre_in_adult_education",
        _("the centre is part of upper secondary education for adults"),
    )
    DECENTRALISED_COUNSELLORS = (
        "decentralised_counsellors",
        _("counsellors work in several places, with no large centre"),
    )
    ONE_CENTRE_WITH_DEPARTMENTS = (
        "one_centre_with_departments",
        _("one centre with several departments"),
    )
    MULTI_PARTY_PARTNERSHIP = (
        "multi_party_partnership",
        _("county council, Nav and municipalities are parties"),
    )
    RUN_BY_REGIONAL_COUNCIL_OR_MUNICIPALITY = (
        "run_by_regional_council_or_municipality",
        _("a regional council or municipality runs the centre"),
    )
    UMBRELLA_BRAND = "umbrella_brand", _("one common name over several services")
    NETWORK_ONLY = "network_only", _("cooperation without a centre of its own")
    NOT_FORMALISED = "not_formalised", _("cooperation without a written agreement")


@pghistory.track()
class Partnership(Publishable, Sourced, models.Model):
    """The binding cooperation on career guidance in one county.

    `steward` looks after the agreement («avtalen ivaretas av»). The database refuses
    a published partnership without both a county council and Nav among its members.
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    county = models.OneToOneField(
        County,
        verbose_name=_("county"),
        on_delete=models.PROTECT,
        related_name="partnership",
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=200, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    name_se = models.CharField(_("name (Northern Sami)"), max_length=200, blank=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_se = models.TextField(_("description (Northern Sami)"), blank=True)
    organisation_models = ArrayField(
        models.CharField(max_length=40, choices=OrganisationModel),
        verbose_name=_("how it is organised"),
        default=list,
        blank=True,
    )
    is_formalised = models.BooleanField(_("there is a written agreement"), default=True)
    steward = models.ForeignKey(
        Partner,
        verbose_name=_("the agreement is looked after by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stewardships",
    )
    coordinator_nb = models.CharField(
        _("coordinator (bokmål)"),
        max_length=200,
        blank=True,
        help_text=_("The office, not the person."),
    )
    coordinator_nn = models.CharField(
        _("coordinator (nynorsk)"), max_length=200, blank=True
    )
    members = models.ManyToManyField(
        Partner,
        verbose_name=_("members"),
        through="PartnershipMember",
        related_name="partnerships",
    )

    name = InLanguages("name")
    description = InLanguages("description")
    coordinator = InLanguages("coordinator")

    class Meta:
        ordering = ["slug"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            known_choice("status", Status, name="partnership_status_known"),
            one_norwegian_form("name", name="partnership_name"),
        ]

    def __str__(self):
        return str(self.name)

    @property
    def organisation_labels(self):
        """Return the sentences for `organisation_models`, in their order."""
        return [OrganisationModel(model).label for model in self.organisation_models]


@pghistory.track()
class PartnershipMember(models.Model):
    """A partner takes part in a partnership, from–to inclusive; NULL is unknown."""

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="partnership_memberships",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("member of the partnership")
        verbose_name_plural = _("members of the partnership")
        constraints = [
            period_not_reversed(name="partnershipmember_period"),
            no_overlap(
                "partnership",
                "partner",
                name="partnershipmember_periods_apart",
                message=_("This partner is already a member in that period."),
            ),
        ]

    def __str__(self):
        return str(self.partner)
