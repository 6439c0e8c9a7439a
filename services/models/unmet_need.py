from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counties.models import Municipality

from .taxonomy import Need, TargetGroup

# A search or two in a small municipality, for a rare group, could point at somebody
# whom people there know; five no longer do.
LOWEST_SHOWN = 5


class UnmetNeedQuerySet(models.QuerySet):
    def shown(self):
        """Return the counts that anybody may see: those of at least LOWEST_SHOWN.

        Whatever shows counts, to whomever, begins here.
        """
        return self.filter(count__gte=LOWEST_SHOWN)


class UnmetNeed(models.Model):
    """How often in an ISO week a search for this found no service. No person, no text.

    NULL municipality, group or need means that the search did not name one.
    """

    year = models.PositiveSmallIntegerField(_("ISO year"))
    week = models.PositiveSmallIntegerField(_("ISO week"))
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    target_group = models.ForeignKey(
        TargetGroup,
        verbose_name=_("target group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    need = models.ForeignKey(
        Need,
        verbose_name=_("need"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    count = models.PositiveIntegerField(_("count"))

    objects = UnmetNeedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-week", "pk"]
        verbose_name = _("unmet need")
        verbose_name_plural = _("unmet needs")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "week", "municipality", "target_group", "need"],
                nulls_distinct=False,
                name="unmetneed_once",
                violation_error_message=_("This count is already there."),
            ),
            models.CheckConstraint(
                condition=Q(week__range=(1, 53)),
                name="unmetneed_week",
                violation_error_message=_("An ISO week is 1 to 53."),
            ),
        ]

    def __str__(self):
        # Without the count: the list of what keeps a word from deletion shows this.
        return f"{self.year}-W{self.week:02}"
