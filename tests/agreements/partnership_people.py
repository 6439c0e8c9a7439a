"""A partnership with its people and its texts, for tests of work with drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.contrib.auth.models import AnonymousUser

from agreements import operations
from agreements.drafts.drafting import open_amendment
from agreements.models import AgreementVersion
from agreements.text.text_writing import replace_text
from agreements.text.version_text import version_text
from tests.factories import (
    make_clause,
    make_content,
    make_county,
    make_membership,
    make_partner,
    make_user,
    make_version,
    sign,
)

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
MAY_WRITE = {"editor", "coordinator"}
ROLES = [
    *sorted(MAY_WRITE),
    "signatory",
    "coordinator_elsewhere",
    "editor_elsewhere",
    "national_administrator",
    "superuser",
    "anonymous",
]


def make_people(partnership, *, elsewhere=None):
    """Return a user for each role; editor and signatory are those of Nav.

    `elsewhere` is the county of the coordinator from another county.
    """
    council = partnership.members.get(kind="county_council")
    nav = partnership.members.get(kind="nav")
    holders = {
        "editor": ("editor", nav),
        "signatory": ("signatory", nav),
        "coordinator": ("coordinator", council),
        "coordinator_elsewhere": (
            "coordinator",
            make_partner(kind="county_council", county=elsewhere or make_county()),
        ),
        "editor_elsewhere": ("editor", make_partner(kind="nav")),
        "national_administrator": (
            "national_administrator",
            make_partner(kind="state_agency"),
        ),
    }
    users = {"anonymous": AnonymousUser(), "superuser": make_user(is_superuser=True)}
    for name, (role, partner) in holders.items():
        users[name] = make_user()
        make_membership(user=users[name], partner=partner, role=role)
    return users


def rewrite(version, key=None, *, text_nb=None, **changes):
    """Give the clause with this key another text, or a version other values."""
    text = version_text(version)
    if key is not None:
        changes["clauses"] = tuple(
            replace(clause, text_nb=text_nb) if clause.key == key else clause
            for clause in text.clauses
        )
    replace_text(version, replace(text, **changes))


def signed_version(agreement):
    """Return a signed version with the clauses «formal», «ansvar» and «okonomi»."""
    version = make_version(agreement=agreement, agreed_from=FIRST, agreed_to=LAST)
    for place, key in enumerate(["formal", "ansvar", "okonomi"], 1):
        make_clause(version=version, key=key, number=str(place), position=place)
    make_content(version)
    return sign(version)


def opened(version, actor):
    """Return a draft that the actor opened from a signed version."""
    return open_amendment(version, actor=actor, at=AT)


def next_version(first, actor, **changes):
    """Return a version signed after `first`, with «okonomi» worded anew."""
    version = opened(first, actor)
    words = "Partene deler på utgiftene."
    changes = {"agreed_from": date(2025, 6, 1)} | changes
    rewrite(version, "okonomi", text_nb=words, **changes)
    operations.terminate(
        first, last_day=date(2025, 5, 31), reason="Ny avtale.", actor=actor, at=AT
    )
    return sign(AgreementVersion.objects.get(pk=version.pk))


def texts(version):
    """Return the text of each clause by its key."""
    return dict(version.clauses.values_list("key", "text_nb"))
