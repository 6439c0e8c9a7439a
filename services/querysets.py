"""Questions asked of services."""

import re

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from publishing.models import PublishableQuerySet

MAX_WORDS = 20


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

    def covering_any(self, areas):
        """Return services that cover one of the areas, or are for the whole country.

        `areas` are municipalities and counties, mixed; none leaves national services.
        """
        found = Q(is_national=True)
        for area in areas:
            if hasattr(area, "county_id"):
                found |= self._area(counties=[area.county_id], municipalities=[area.pk])
            else:
                found |= self._area(
                    counties=[area.pk], municipalities=area.municipalities.values("pk")
                )
        return self.filter(found)

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

    def for_age(self, age):
        """Return services for somebody of that age in years; None means all.

        Both the service itself and one of its groups must admit the age.
        """
        if age is None:
            return self
        groups = self.model.target_groups.rel.model.objects.filter(
            _admits(age), services=OuterRef("pk")
        )
        return self.filter(_admits(age)).filter(Exists(groups))

    def in_language(self, code):
        """Return services whose guidance is given in the language; '' means all."""
        return self.filter(languages__contains=[code]) if code else self

    def matching_text(self, text):
        """Return services that hold one of the words, or begin one; '' keeps all.

        Each row says in `holds_all` whether it has every word as a whole, and how
        well it fits in `rank`; the best come first. Nothing in the text is an
        operator. A text without any word finds nothing.
        """
        if not text:
            return self
        words = search_words(text)
        if not words:
            return self.none()
        some = _query(" | ".join(f"{word}:*" for word in words))
        every = _query(" & ".join(words))
        return (
            self.filter(search=some)
            .annotate(
                holds_all=Case(When(search=every, then=True), default=False),
                rank=SearchRank(F("search"), some),
            )
            .order_by("-holds_all", "-rank", "name_nb", "pk")
        )

    def with_facts(self):
        """Load what cards and the rules of agreements read, in a fixed number of steps.

        `channel_slugs` are the slugs of the channels in their order.
        """
        channels = self.model.channels.rel.model.objects.filter(
            services=OuterRef("pk")
        ).order_by("position", "slug")
        return (
            self.select_related("provider")
            .prefetch_related("target_groups", "needs", "counties", "municipalities")
            .annotate(channel_slugs=ArraySubquery(channels.values("slug")))
        )

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

    def _in_area(self, *, counties, municipalities):
        return self.filter(
            Q(is_national=True)
            | self._area(counties=counties, municipalities=municipalities)
        )

    def _area(self, *, counties, municipalities):
        return self._exists("counties", "county_id", counties) | self._exists(
            "municipalities", "municipality_id", municipalities
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


def search_words(text):
    """Return the words of a text, at most MAX_WORDS, without punctuation.

    Single letters go, unless nothing else is there.
    """
    words = re.findall(r"[^\W_]+", text)
    return ([word for word in words if len(word) > 1] or words)[:MAX_WORDS]


def _query(expression):
    return SearchQuery(expression, config="norwegian", search_type="raw")


def _admits(age):
    return (Q(age_from__isnull=True) | Q(age_from__lte=age)) & (
        Q(age_to__isnull=True) | Q(age_to__gte=age)
    )
