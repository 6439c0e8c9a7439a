"""Norway's counties and municipalities through the reforms of 2018, 2020 and 2024.

Codes come and go, so every row is a code *while it is valid*: an agreement signed in
Oppland keeps pointing at Oppland, and Oppland tells what it became.
"""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Collate, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.constraints import no_overlap, period_not_reversed

from .querysets import DatedQuerySet

SAMI_LANGUAGES = [
    ("sme", _("Northern Sami")),
    ("smj", _("Lule Sami")),
    ("sma", _("Southern Sami")),
]


def sort_name_field():
    """Return a stored column that puts names in Norwegian order.

    The embedded server has no ICU collations; moving æ, ø and å behind z under the
    byte order gives the same order on every server.
    """
    return models.GeneratedField(
        expression=Collate(
            Func(
                Lower(F("name")),
                Value("æäøöå"),
                Value("{{||}"),
                function="translate",
            ),
            "C",
        ),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )


@pghistory.track(exclude=["sort_name"])
class County(models.Model):
    """A county code while it is valid. NULL `valid_from` is before 2017."""

    code = models.CharField(
        _("code"), max_length=2, validators=[RegexValidator(r"^\d{2}$")]
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    official_name = models.CharField(_("official name"), max_length=150, blank=True)
    name_sami = models.CharField(_("Sami name"), max_length=100, blank=True)
    sami_language = models.CharField(
        _("Sami language"), max_length=3, blank=True, choices=SAMI_LANGUAGES
    )
    name_kven = models.CharField(_("Kven name"), max_length=100, blank=True)
    language_decision = models.CharField(
        _("language decision of the county council"),
        max_length=10,
        blank=True,
        choices=[
            ("bokmal", _("bokmål")),
            ("nynorsk", _("nynorsk")),
            ("neutral", _("neutral")),
        ],
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )
    sort_name = sort_name_field()

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$"),
                name="county_code_two_digits",
                violation_error_message=_("A county code has two digits."),
            ),
            period_not_reversed(name="county_period"),
            no_overlap(
                "code",
                name="county_code_periods_apart",
                message=_("This county code is already in use in that period."),
            ),
        ]

    def __str__(self):
        if self.valid_to:
            return f"{self.name} (–{self.valid_to.year})"
        return self.name

    def get_absolute_url(self):
        return reverse("counties:detail", args=[self.slug])

    @property
    def is_ended(self):
        """Return whether the code has a last valid day at all."""
        return self.valid_to is not None


@pghistory.track(exclude=["sort_name"])
class Municipality(models.Model):
    """A municipality code while it is valid, with a point inside it.

    `latitude` and `longitude` are degrees, WGS 84; known for today's codes only.
    """

    code = models.CharField(
        _("code"), max_length=4, validators=[RegexValidator(r"^\d{4}$")]
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    official_name = models.CharField(_("official name"), max_length=150, blank=True)
    county = models.ForeignKey(
        County,
        verbose_name=_("county"),
        on_delete=models.PROTECT,
        related_name="municipalities",
    )
    in_sami_language_area = models.BooleanField(
        _("in the administrative area for Sami languages"), null=True, blank=True
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )
    sort_name = sort_name_field()

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}$"),
                name="municipality_code_four_digits",
                violation_error_message=_("A municipality code has four digits."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="municipality_point_on_earth",
                violation_error_message=_("A point needs both latitude and longitude."),
            ),
            period_not_reversed(name="municipality_period"),
            no_overlap(
                "code",
                name="municipality_code_periods_apart",
                message=_("This municipality code is already in use in that period."),
            ),
        ]

    def __str__(self):
        if self.valid_to:
            return f"{self.name} (–{self.valid_to.year})"
        return self.name

    @property
    def telling_name(self):
        """Return the name with its county: Herøy and Våler exist twice."""
        return f"{self} ({self.county})"


class PostalCode(models.Model):
    """A Norwegian postal code; no municipality on Svalbard and Jan Mayen."""

    class Category(models.TextChoices):
        STREET = "G", _("street addresses")
        BOX = "P", _("post boxes")
        BOTH = "B", _("street addresses and post boxes")
        SERVICE = "S", pgettext_lazy("postal code", "service")

    code = models.CharField(_("postal code"), max_length=4, unique=True)
    place = models.CharField(_("place"), max_length=100)
    category = models.CharField(_("category"), max_length=1, choices=Category)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="postal_codes",
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}$"),
                name="postalcode_four_digits",
                violation_error_message=_("A postal code has four digits."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.place}"


class CountyChange(models.Model):
    """On this day the old county, or a part of it, became the new one."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("became part of")
        SPLIT = "split", _("was split into")
        PARTIAL_TRANSFER = "partial_transfer", _("gave municipalities to")

    old = models.ForeignKey(
        County,
        verbose_name=_("old county"),
        on_delete=models.PROTECT,
        related_name="changes_from",
    )
    new = models.ForeignKey(
        County,
        verbose_name=_("new county"),
        on_delete=models.PROTECT,
        related_name="changes_to",
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    municipalities_moved = models.PositiveIntegerField(_("municipalities moved"))

    class Meta:
        ordering = ["date", "old", "new"]
        verbose_name = _("change of county")
        verbose_name_plural = _("changes of counties")
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "date"],
                name="countychange_once",
                violation_error_message=_("This change is already there."),
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="countychange_two_counties",
                violation_error_message=_("A county cannot become itself."),
            ),
        ]

    def __str__(self):
        return f"{self.old} → {self.new} ({self.date})"


class MunicipalityChange(models.Model):
    """On this day the old municipality, or a part of it, became the new one."""

    old = models.ForeignKey(
        Municipality,
        verbose_name=_("old municipality"),
        on_delete=models.PROTECT,
        related_name="changes_from",
    )
    new = models.ForeignKey(
        Municipality,
        verbose_name=_("new municipality"),
        on_delete=models.PROTECT,
        related_name="changes_to",
    )
    date = models.DateField(_("date"))

    class Meta:
        ordering = ["date", "old", "new"]
        verbose_name = _("change of municipality")
        verbose_name_plural = _("changes of municipalities")
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "date"],
                name="municipalitychange_once",
                violation_error_message=_("This change is already there."),
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="municipalitychange_two",
                violation_error_message=_("A municipality cannot become itself."),
            ),
        ]

    def __str__(self):
        return f"{self.old} → {self.new} ({self.date})"


class Boundary(models.Model):
    """The outline of a county or municipality, ready to be drawn as SVG.

    `path` is in the plane of counties/maps.py; `box` is min x, min y, max x, max y
    and `label_point` x, y in the same plane.
    """

    county = models.OneToOneField(
        County, null=True, blank=True, on_delete=models.CASCADE, related_name="boundary"
    )
    municipality = models.OneToOneField(
        Municipality,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="boundary",
    )
    path = models.TextField()
    box = ArrayField(models.IntegerField(), size=4)
    label_point = ArrayField(models.IntegerField(), size=2)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            models.CheckConstraint(
                condition=Q(county__isnull=True, municipality__isnull=False)
                | Q(county__isnull=False, municipality__isnull=True),
                name="boundary_of_one_area",
                violation_error_message=_("A boundary belongs to exactly one area."),
            )
        ]

    def __str__(self):
        return str(self.county or self.municipality)
