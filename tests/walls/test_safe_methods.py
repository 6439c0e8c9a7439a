"""GET and HEAD never write, whoever asks: all tables are the same before and after."""

import pytest
from django.apps import apps
from django.db import connection
from psycopg import sql

from publishing.models import StatusChange

from .knocking import addresses_of, addresses_of_lists

# Sessions hold what a page told once; searches are counted without a person.
DIGEST = sql.SQL(
    "SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY t::text), ''))"
    " FROM {table} AS t"
)
# A refusal is recorded however it was asked; what is recorded is asked for below.
TRAIL = {"publishing_statuschange", "publishing_audithead", "publishing_auditperson"}
PASSING = {"django_session", "services_unmetneed", "partners_accountsession", *TRAIL}


def digests():
    """Return a digest of every table by its name."""
    tables = sorted(
        {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        }
        - PASSING
    )
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(DIGEST.format(table=sql.Identifier(table)))
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(
    "who",
    [None, "editor", "signatory", "coordinator", "national_administrator", "superuser"],
)
def test_reading_every_page_changes_nothing(world, who):
    client = world.client(who)
    addresses = [*addresses_of_lists(), *addresses_of(world.own)]
    if who is None:
        addresses = addresses_of_lists()
    before, recorded = digests(), StatusChange.objects.count()
    broken = []
    for address in addresses:
        for method in ("get", "head"):
            answer = getattr(client, method)(address)
            if answer.status_code >= 500:
                broken.append((address, answer.status_code))
    told = StatusChange.objects.filter(position__gt=recorded)
    assert set(told.values_list("action", flat=True)) <= {"refused"}
    after = digests()
    assert {name for name in after if after[name] != before[name]} == set()
    assert broken == []
