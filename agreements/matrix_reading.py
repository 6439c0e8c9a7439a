"""The rows behind agreements/matrix.py: the responsibilities of one version."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from .matrix import Part
from .models import AgreementVersion, Responsibility


def responsibilities_of(version: AgreementVersion) -> QuerySet[Responsibility]:
    """Return the responsibilities of a version with task, party and clause.

    Each has `group_slugs` and `municipality_codes`, lists that may be empty. One query.
    """
    return (
        Responsibility.objects.filter(version=version)
        .select_related("task", "party__partner", "clause")
        .annotate(
            group_slugs=ArrayAgg(
                "target_groups__slug",
                distinct=True,
                filter=Q(target_groups__isnull=False),
                default=[],
            ),
            municipality_codes=ArrayAgg(
                "municipalities__code",
                distinct=True,
                filter=Q(municipalities__isnull=False),
                default=[],
            ),
        )
        .order_by("task__position", "task__slug", "position", "pk")
    )


def part_of(row: Responsibility) -> Part:
    """Return a row of `responsibilities_of` as the matrix reads it."""
    return Part(
        id=row.pk,
        task=row.task.slug,
        party=row.party_id,
        involvement=row.involvement,
        groups=frozenset(row.group_slugs),
        whole_county=row.whole_county,
        municipalities=frozenset(row.municipality_codes),
    )
