"""Questions asked of services."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from publishing.models import PublishableQuerySet


class GuidanceServiceQuerySet(PublishableQuerySet):
    def covering_county(self, county):
        """Return services given in the whole county or in some part of it."""
        municipalities = county.municipalities.values("pk")
        return self.filter(
            Q(is_national=True)
            | self._exists("counties", "county_id", [county.pk])
            | self._exists("municipalities", "municipality_id", municipalities)
        )

    def with_facts(self):
        """Load what pages and rules read, in a fixed number of steps."""
        return (
            self.with_channels()
            .select_related("provider")
            .prefetch_related("target_groups", "needs", "counties", "municipalities")
        )

    def with_channels(self):
        """Add `channel_slugs`, the slugs of the channels in their order."""
        channels = self.model.channels.rel.model.objects.filter(
            services=OuterRef("pk")
        ).order_by("position", "slug")
        return self.annotate(channel_slugs=ArraySubquery(channels.values("slug")))

    def in_listing_order(self):
        """Order for the list of all services: wide areas first, then by county.

        `scope` is 0 for the whole country, 1 for several counties, 2 for one county or
        less; `county_name` is the name of that one county, or None.
        """
        counties = self.model.counties.through.objects.filter(
            guidanceservice_id=OuterRef("pk")
        )
        return self.annotate(
            county_count=Count("counties", distinct=True),
            scope=Case(
                When(is_national=True, then=Value(0)),
                When(county_count__gt=1, then=Value(1)),
                default=Value(2),
            ),
            county_name=Case(
                When(
                    is_national=False,
                    county_count=1,
                    then=counties.values("county__name")[:1],
                )
            ),
            county_order=Case(
                When(
                    is_national=False,
                    county_count=1,
                    then=counties.values("county__sort_name")[:1],
                )
            ),
        ).order_by("scope", F("county_order").asc(nulls_last=True), "name_nb", "pk")

    def _exists(self, field, key, values):
        """Return a condition on a many-to-many table that adds no duplicate rows."""
        through = getattr(self.model, field).through
        return Q(
            Exists(
                through.objects.filter(
                    guidanceservice_id=OuterRef("pk"), **{f"{key}__in": values}
                )
            )
        )
