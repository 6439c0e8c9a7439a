"""Questions asked of dated places."""

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`; both days are inclusive, NULL is open."""

    def valid_on(self, day):
        """Return the rows that are valid on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def ended_before(self, day):
        """Return the rows whose last valid day lies before `day`."""
        return self.filter(valid_to__lt=day)

    def in_norwegian_order(self):
        return self.order_by("sort_name", "pk")
