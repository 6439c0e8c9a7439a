"""A partnership, two people of it who are logged in, and versions in every state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from tests.factories import (
    make_agreement,
    make_content,
    make_partnership,
    make_version,
    move,
)

from .step_pages import client_of


@pytest.fixture
def partnership():
    return make_partnership()


@pytest.fixture
def council(partnership):
    return partnership.members.get(kind="county_council")


@pytest.fixture
def nav(partnership):
    return partnership.members.get(kind="nav")


@pytest.fixture
def coordinator(council):
    return client_of(("coordinator", council))


@pytest.fixture
def signatory(nav):
    return client_of(("signatory", nav), name="Nils")


@pytest.fixture
def make_in(partnership):
    """Return a function that makes a version with its text in a state."""

    def make(state):
        agreement = make_agreement(partnership=partnership)
        first = timezone.localdate() - timedelta(days=30)
        if state == "signed":
            return make_version(agreement=agreement, state=state, agreed_from=first)
        version = make_version(agreement=agreement, agreed_from=first)
        make_content(version)
        if state == "for_approval":
            version.content_digest = content_digest(version_text(version))
        return move(version, state)

    return make
