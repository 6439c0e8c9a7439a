"""The places people visit, and when they are open."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.models import County, Municipality, PostalCode, sort_name_field
from partners.models import Partner
from publishing.constraints import DateRange, known_choice, period_not_reversed
from publishing.local_text import InLanguages
from publishing.models import Publishable, PublishableQuerySet, Sourced, Status
from publishing.validators import phone_number


class GuidanceCentreQuerySet(PublishableQuerySet):
    def serving(self, municipality):
        """Return the centres that serve a municipality.

        A centre that names no municipalities serves its whole county; one that names
        neither serves nobody in particular and is left out.
        """
        return self.filter(
            Q(serves=municipality)
            | Q(serves__isnull=True, county=municipality.county_id)
        ).distinct()

    def in_norwegian_order(self):
        return self.order_by("sort_name", "pk")


@pghistory.track(exclude=["sort_name"])
class GuidanceCentre(Publishable, Sourced, models.Model):
    """A place people visit: a career centre, a Nav office, a school and so on.

    `latitude` and `longitude` are degrees, WGS 84. NULL means that the place is not
    known, and then nothing is said to be nearest.
    """

    class Kind(models.TextChoices):
        CAREER_CENTRE = "career_centre", _("career centre")
        NAV_OFFICE = "nav_office", _("Nav office")
        SCHOOL = "school", _("upper secondary school")
        ADULT_EDUCATION = "adult_education", _("adult education")
        VOCATIONAL_COLLEGE = "vocational_college", _("vocational college")
        UNIVERSITY = "university", _("university or university college")
        STUDENT_CAREER_CENTRE = "student_career_centre", _("student career centre")
        FOLLOW_UP_SERVICE = "follow_up_service", _("follow-up service (OT)")
        OTHER = "other", _("other place")

    slug = models.SlugField(_("address on the portal"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, null=True, blank=True, unique=True
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("run by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="centres",
        help_text=_("Empty when no source states who runs it."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("branch of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
    )
    county = models.ForeignKey(
        County,
        verbose_name=_("county"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="centres",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="centres",
    )
    serves = models.ManyToManyField(
        Municipality,
        verbose_name=_("serves these municipalities"),
        blank=True,
        related_name="served_by",
        help_text=_("None named: the whole county."),
    )
    address = models.CharField(_("street address"), max_length=200, blank=True)
    postal_code = models.ForeignKey(
        PostalCode,
        verbose_name=_("postal code"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="centres",
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, validators=[phone_number]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    step_free = models.BooleanField(_("step-free access"), null=True, blank=True)
    access_nb = models.TextField(_("how to get there (bokmål)"), blank=True)
    access_nn = models.TextField(_("how to get there (nynorsk)"), blank=True)
    access_en = models.TextField(_("how to get there (English)"), blank=True)
    access_se = models.TextField(_("how to get there (Northern Sami)"), blank=True)
    open_on_public_holidays = models.BooleanField(
        _("open on public holidays"), default=False
    )
    sort_name = sort_name_field()

    access_text = InLanguages("access")

    objects = GuidanceCentreQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("place to visit")
        verbose_name_plural = _("places to visit")
        constraints = [
            known_choice("status", Status, name="centre_status_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="centre_point_on_earth",
                violation_error_message=_("A point needs both latitude and longitude."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="centre_not_its_own_parent",
                violation_error_message=_("A place cannot be a branch of itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("guidance_centres:detail", args=[self.slug])


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServedMunicipality(GuidanceCentre.serves.through):
    """History of which municipalities a place serves."""

    class Meta:
        proxy = True
        default_permissions = ()


class Weekday(models.IntegerChoices):
    """ISO weekdays: Monday is 1."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


@pghistory.track()
class WeeklyOpening(models.Model):
    """The place is open this weekday between two wall-clock times, Europe/Oslo.

    Closing at or before opening means the next day. `valid_from`–`valid_to` is the
    season, both days inclusive; NULL is open.
    """

    centre = models.ForeignKey(
        GuidanceCentre,
        verbose_name=_("place to visit"),
        on_delete=models.CASCADE,
        related_name="weekly_openings",
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    by_appointment = models.BooleanField(_("by appointment only"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    note_nb = models.CharField(_("note (bokmål)"), max_length=200, blank=True)
    note_nn = models.CharField(_("note (nynorsk)"), max_length=200, blank=True)

    note = InLanguages("note")

    class Meta:
        ordering = ["weekday", "opens", "pk"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=~Q(opens=F("closes")),
                name="weeklyopening_opens_before_closing",
                violation_error_message=_(
                    "Opening and closing cannot be the same time."
                ),
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)),
                name="weeklyopening_weekday",
                violation_error_message=_("Choose a day of the week."),
            ),
            period_not_reversed(name="weeklyopening_period"),
            ExclusionConstraint(
                name="weeklyopening_no_overlap",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    (
                        Func("weekday", "opens", "closes", function="week_minutes"),
                        RangeOperators.OVERLAPS,
                    ),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "These opening hours overlap others of the same place."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H.%M}–{self.closes:%H.%M}"


@pghistory.track()
class OpeningException(models.Model):
    """On these days the ordinary week does not hold; both days are inclusive.

    Closed when the times are empty. Public holidays are computed and need no row.
    """

    centre = models.ForeignKey(
        GuidanceCentre,
        verbose_name=_("place to visit"),
        on_delete=models.CASCADE,
        related_name="opening_exceptions",
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), help_text=_("This day included."))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    note_nb = models.CharField(_("note (bokmål)"), max_length=200, blank=True)
    note_nn = models.CharField(_("note (nynorsk)"), max_length=200, blank=True)

    note = InLanguages("note")

    class Meta:
        ordering = ["starts_on", "opens", "pk"]
        verbose_name = _("different opening hours")
        verbose_name_plural = _("different opening hours")
        constraints = [
            period_not_reversed(
                name="openingexception_period", start="starts_on", end="ends_on"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False) & ~Q(opens=F("closes")),
                name="openingexception_opens_before_closing",
                violation_error_message=_(
                    "Fill in both times, and not the same one twice, or none."
                ),
            ),
            ExclusionConstraint(
                name="openingexception_no_overlap",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    (
                        Func("opens", "closes", function="day_minutes"),
                        RangeOperators.OVERLAPS,
                    ),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another exception of this place already holds on these days."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on}–{self.ends_on}"

    @property
    def is_closed(self):
        return self.opens is None
