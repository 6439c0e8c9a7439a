"""Confirmations of persons, as rows."""

from django.contrib.contenttypes.models import ContentType

from tests import factories as make


def confirm_on(row, day, *groups, by="Nav Eksempel"):
    """Let somebody have confirmed groups of a row on a day; of everything when none."""
    for group in groups or ("all",):
        make.make_check(
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            fact_group=group,
            kind="confirmed",
            checked_on=day,
            actor=make.make_audit_person(),
            on_behalf_of=by,
            source="",
        )
