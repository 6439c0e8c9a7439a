"""The ground of the fuzzing: built once for a module, in a database of its own."""

import pytest

from .finding import find_forms
from .ground import build


@pytest.fixture(scope="module")
def ground(cloned_database, django_db_blocker):
    """Return the world with something behind every door; requests are taken back."""
    with django_db_blocker.unblock():
        yield build()


@pytest.fixture(scope="module")
def forms(ground):
    """Return every form that anybody meets, with who met it."""
    return find_forms(ground)
