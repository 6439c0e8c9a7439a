"""The world of the walls: built once for a module, in a database of its own."""

import pytest

from .world import build


@pytest.fixture(scope="module")
def world(cloned_database, django_db_blocker):
    """Return the two counties with their people; what tests change stays changed."""
    with django_db_blocker.unblock():
        yield build()
