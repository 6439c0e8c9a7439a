"""Many processes count the same at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from finder.unmet_needs import Search, add_to_counts
from services.models import UnmetNeed
from tests import factories as make

pytestmark = pytest.mark.usefixtures("cloned_database")

WRITERS = 6


def test_nothing_is_lost_and_nothing_counted_in_two_rows():
    home = make.make_municipality()
    needs = [make.make_need().slug for _number in range(10)]
    keys = [Search(2026, 48, home.pk, None, need) for need in (None, *needs)]
    barrier = Barrier(WRITERS)

    def write(number):
        # Each in an order of its own: what locks row by row would deadlock.
        mine = keys[number:] + keys[:number]
        barrier.wait()
        try:
            add_to_counts(dict.fromkeys(mine, number + 1))
            add_to_counts(dict.fromkeys(reversed(mine), 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    total = sum(range(1, WRITERS + 1)) + WRITERS
    counts = UnmetNeed.objects.filter(municipality=home).values_list("count", flat=True)
    assert list(counts) == [total] * len(keys)


def test_the_webs_own_role_can_write_counts(app_role_connection):
    app_role_connection.execute(
        "INSERT INTO services_unmetneed (year, week, count) VALUES (2026, 40, 0)"
    )
    app_role_connection.execute(
        "UPDATE services_unmetneed SET count = count + 1 WHERE week = 40"
    )
    row = app_role_connection.execute(
        "SELECT count FROM services_unmetneed WHERE week = 40 FOR UPDATE"
    ).fetchone()
    assert row == (1,)
