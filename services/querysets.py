"""Questions asked of services."""

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q

from publishing.models import PublishableQuerySet


class GuidanceServiceQuerySet(PublishableQuerySet):
    def covering(self, municipality):
        """Return services whose area holds the municipality."""
        return self._in_area(
            counties=[municipality.county_id], municipalities=[municipality.pk]
        )

    def covering_county(self, county):
        """Return services given in the whole county or in some part of it."""
        return self._in_area(
            counties=[county.pk],
            municipalities=county.municipalities.values("pk"),
        )

    def for_groups(self, slugs):
        """Return services for one of the groups or for a wider one.

        `slugs` are what services.taxonomy.wider_groups() gave; none means all.
        """
        return self._having("target_groups", slugs)

    def for_needs(self, slugs):
        """Return services that help with one of the needs; none means all."""
        return self._having("needs", slugs)

    def through(self, slugs):
        """Return services reached through one of the channels; none means all."""
        return self._having("channels", slugs)

    def matching_text(self, text):
        """Return services that hold the words, best first; '' keeps all."""
        if not text:
            return self
        query = SearchQuery(text, config="norwegian", search_type="websearch")
        return (
            self.filter(search=query)
            .annotate(rank=SearchRank(F("search"), query))
            .order_by("-rank", "name_nb", "pk")
        )

    def _in_area(self, *, counties, municipalities):
        return self.filter(
            Q(is_national=True)
            | self._exists("counties", "county_id", counties)
            | self._exists("municipalities", "municipality_id", municipalities)
        )

    def _having(self, field, slugs):
        if not slugs:
            return self
        target = getattr(self.model, field).rel.model
        chosen = target.objects.filter(slug__in=slugs).values("pk")
        return self.filter(self._exists(field, f"{target._meta.model_name}_id", chosen))

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
