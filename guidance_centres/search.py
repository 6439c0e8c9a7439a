"""Finding places by kind, county and what somebody writes. Chains on the queryset."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When

from counties.models import County

from .models import GuidanceCentre

# Words beyond these add nothing but work for the database.
MAX_WORDS = 6

KIND_ORDER = (
    GuidanceCentre.Kind.CAREER_CENTRE,
    GuidanceCentre.Kind.NAV_OFFICE,
    GuidanceCentre.Kind.FOLLOW_UP_SERVICE,
    GuidanceCentre.Kind.ADULT_EDUCATION,
    GuidanceCentre.Kind.SCHOOL,
    GuidanceCentre.Kind.VOCATIONAL_COLLEGE,
    GuidanceCentre.Kind.STUDENT_CAREER_CENTRE,
    GuidanceCentre.Kind.UNIVERSITY,
    GuidanceCentre.Kind.OTHER,
)


def places(*, county: County | None = None, text: str = "") -> QuerySet[GuidanceCentre]:
    """Return the published places in a county that hold every word of the text.

    A word is looked for in the name, the address, the postal code and place, the
    municipality, and the municipalities a place serves. Career centres come first,
    then in Norwegian order.
    """
    rows = GuidanceCentre.objects.published()
    if county is not None:
        rows = rows.filter(county=county)
    for word in text.split()[:MAX_WORDS]:
        rows = rows.filter(_holds(word))
    return rows.order_by(_kind_rank(), "sort_name", "pk")


def _holds(word: str) -> Q:
    serves = GuidanceCentre.serves.through.objects.filter(
        guidancecentre=OuterRef("pk"), municipality__name__icontains=word
    )
    return (
        Q(name__icontains=word)
        | Q(address__icontains=word)
        | Q(postal_code__code=word)
        | Q(postal_code__place__icontains=word)
        | Q(municipality__name__icontains=word)
        | Exists(serves)
    )


def _kind_rank() -> Case:
    return Case(
        *(When(kind=kind, then=rank) for rank, kind in enumerate(KIND_ORDER)),
        default=len(KIND_ORDER),
        output_field=IntegerField(),
    )
