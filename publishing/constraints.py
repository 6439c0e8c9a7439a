"""Constraints that several apps word in the same way."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import CheckConstraint, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """``daterange(from, to, '[]')``: both days belong to it, NULL is open."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, valid_from, valid_to):
        super().__init__(F(valid_from), F(valid_to), Value("[]"))


def one_norwegian_form(field, *, name, message=None):
    """Return a check that bokmål or nynorsk of a text is filled."""
    return CheckConstraint(
        condition=~Q(**{f"{field}_nb": ""}) | ~Q(**{f"{field}_nn": ""}),
        name=name,
        violation_error_message=message or _("Fill in bokmål or nynorsk, or both."),
    )


def known_choice(field, choices, *, name):
    """Return a check that a field holds one of its choices, whoever writes it."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(choices.values)}),
        name=name,
        violation_error_message=_("Choose one of the values that are offered."),
    )


def period_not_reversed(*, name, start="valid_from", end="valid_to"):
    """Return a check that the last day is not before the first."""
    return CheckConstraint(
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("The last day must not be before the first day."),
    )


def no_overlap(
    *fields, name, message, start="valid_from", end="valid_to", condition=None
):
    """Return an exclusion constraint: equal `fields` never share a day."""
    return ExclusionConstraint(
        name=name,
        condition=condition,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (DateRange(start, end), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
    )
