"""What the partnership has set out to do, through the year and by whom."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counties.querysets import DatedQuerySet
from partners.models import Partner
from publishing.constraints import one_norwegian_form, period_not_reversed
from publishing.local_text import InLanguages

from .partnership import Partnership


class NationalGoal(models.TextChoices):
    ACCESS = "access", _("better access")
    QUALITY = "quality", _("better quality")
    PROFESSIONALISM = "professionalism", _("professionalism")
    EQUAL_OFFER = "equal_offer", _("an equal service for all")


@pghistory.track()
class Measure(models.Model):
    """A measure in the action plan, with owner and deadline."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="measures",
    )
    title_nb = models.CharField(_("title (bokmål)"), max_length=200, blank=True)
    title_nn = models.CharField(_("title (nynorsk)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)
    owner = models.ForeignKey(
        Partner,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="measures",
    )
    deadline = models.DateField(_("deadline"))
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.PLANNED
    )
    national_goal = models.CharField(
        _("national goal"), max_length=20, choices=NationalGoal
    )

    title = InLanguages("title")
    description = InLanguages("description")

    class Meta:
        ordering = ["partnership", "deadline", "pk"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [one_norwegian_form("title", name="measure_title")]

    def __str__(self):
        return str(self.title)


@pghistory.track()
class AnnualEvent(models.Model):
    """A fixed point in the year of the partnership («årshjul»)."""

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="annual_events",
    )
    month = models.PositiveSmallIntegerField(_("month"))
    title_nb = models.CharField(_("title (bokmål)"), max_length=200, blank=True)
    title_nn = models.CharField(_("title (nynorsk)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)
    owner = models.ForeignKey(
        Partner,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="annual_events",
    )

    title = InLanguages("title")
    description = InLanguages("description")

    class Meta:
        ordering = ["partnership", "month", "pk"]
        verbose_name = _("event of the year")
        verbose_name_plural = _("events of the year")
        constraints = [
            one_norwegian_form("title", name="annualevent_title"),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12)),
                name="annualevent_month",
                violation_error_message=_("A month is 1 to 12."),
            ),
        ]

    def __str__(self):
        return str(self.title)


@pghistory.track()
class Body(models.Model):
    """A steering group, working committee or network of the partnership."""

    class Kind(models.TextChoices):
        STEERING_GROUP = "steering_group", _("steering group")
        WORKING_COMMITTEE = "working_committee", _("working committee")
        PROFESSIONAL_NETWORK = "professional_network", _("professional network")

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="bodies",
    )
    slug = models.SlugField(_("code"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    name_nb = models.CharField(_("name (bokmål)"), max_length=160, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    description_nb = models.TextField(_("description (bokmål)"), blank=True)
    description_nn = models.TextField(_("description (nynorsk)"), blank=True)

    name = InLanguages("name")
    description = InLanguages("description")

    class Meta:
        ordering = ["partnership", "pk"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [one_norwegian_form("name", name="body_name")]

    def __str__(self):
        return str(self.name)


@pghistory.track()
class Seat(models.Model):
    """A seat in a body, held for a partner, from–to inclusive."""

    # Names of people stay out of what the trail hashes.
    trail_personal = ("holder",)

    body = models.ForeignKey(
        Body, verbose_name=_("body"), on_delete=models.CASCADE, related_name="seats"
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="seats",
    )
    title_nb = models.CharField(_("title (bokmål)"), max_length=160, blank=True)
    title_nn = models.CharField(_("title (nynorsk)"), max_length=160, blank=True)
    holder = models.CharField(_("holder"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    title = InLanguages("title")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["body", "position", "pk"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            one_norwegian_form("title", name="seat_title"),
            period_not_reversed(name="seat_period"),
        ]

    def __str__(self):
        return f"{self.title}, {self.partner}"
