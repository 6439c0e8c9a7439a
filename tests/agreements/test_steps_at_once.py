"""Twenty people take steps at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from agreements import operations
from agreements.calendar import follow_calendar
from agreements.drafts import drafting
from agreements.life import StepRefused
from agreements.models import AgreementVersion, EffectivePeriod, Signature
from agreements.verifying import verify_agreements
from tests.factories import (
    make_agreement,
    make_content,
    make_membership,
    make_partnership,
    make_user,
    make_version,
)

pytestmark = pytest.mark.usefixtures("cloned_database")

WRITERS = 20
AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
FIRST = date(2025, 6, 1)


class Cast:
    """A partnership, its agreement, and a person for each part."""

    def __init__(self):
        partnership = make_partnership()
        self.agreement = make_agreement(partnership=partnership)
        self.council = partnership.members.get(kind="county_council")
        self.nav = partnership.members.get(kind="nav")
        self.coordinator = self.person(self.council, "coordinator")
        self.signatories = {
            partner.slug: self.person(partner, "signatory")
            for partner in (self.council, self.nav)
        }

    def person(self, partner, role):
        user = make_user()
        make_membership(user=user, partner=partner, role=role)
        return user

    def draft(self, first=FIRST, last=None):
        version = make_version(
            agreement=self.agreement, agreed_from=first, agreed_to=last
        )
        make_content(version)
        return version

    def ready(self, first=FIRST, last=None):
        """Return a version that only Nav has not signed yet."""
        version = self.draft(first, last)
        operations.send_for_comment(version, actor=self.coordinator, at=AT)
        operations.send_for_approval(version, actor=self.coordinator, at=AT)
        self.sign(version, self.council)
        return version

    def sign(self, version, partner):
        version = AgreementVersion.objects.get(pk=version.pk)
        return operations.sign(
            version,
            partner=partner,
            digest=version.content_digest,
            actor=self.signatories[partner.slug],
            name="Eksempel Eksempelsen",
            office_nb="leder",
            at=AT,
        )


@pytest.fixture
def cast():
    return Cast()


def at_once(works):
    """Do everything at the same moment; return answers and refusals, in order.

    What is neither, such as a deadlock or a refusal by the database, is raised.
    """
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            return work()
        except (StepRefused, PermissionDenied) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def nothing_is_bent(agreement):
    """Ask what must hold, whoever came first."""
    periods = [
        row.period
        for row in EffectivePeriod.objects.filter(agreement=agreement)
        if not row.period.isempty
    ]
    periods.sort(key=lambda period: period.lower)
    for earlier, later in pairwise(periods):
        assert earlier.upper is not None
        assert earlier.upper <= later.lower
    for version in agreement.versions.filter(state="signed"):
        assert not version.parties.filter(signature=None).exists()
    assert verify_agreements().findings == ()


def test_of_twenty_versions_that_get_their_last_name_none_holds_beside_another(cast):
    versions = [cast.ready(FIRST + timedelta(days=n)) for n in range(WRITERS)]
    answers = at_once(
        [lambda v=version: cast.sign(v, cast.nav) for version in versions]
    )
    signed = cast.agreement.versions.filter(state="signed").count()
    assert signed == WRITERS - len(refusals(answers)) >= 1
    nothing_is_bent(cast.agreement)


def test_a_party_that_signs_twenty_times_has_signed_once(cast):
    version = cast.ready()
    answers = at_once([lambda: cast.sign(version, cast.nav)] * WRITERS)
    assert len(refusals(answers)) == WRITERS - 1
    assert Signature.objects.filter(party__version=version).count() == 2
    nothing_is_bent(cast.agreement)


def test_twenty_versions_signed_first_at_once_get_twenty_numbers(cast):
    versions = []
    for number in range(WRITERS):
        first = FIRST + timedelta(days=10 * number)
        version = cast.draft(first, first + timedelta(days=9))
        operations.send_for_comment(version, actor=cast.coordinator, at=AT)
        operations.send_for_approval(version, actor=cast.coordinator, at=AT)
        versions.append(version)
    answers = at_once(
        [lambda v=version: cast.sign(v, cast.council) for version in versions]
    )
    assert refusals(answers) == []
    numbers = cast.agreement.versions.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, WRITERS + 1))


def test_signing_taking_back_ending_and_the_calendar_at_once_bend_nothing(cast):
    held = cast.ready(FIRST, FIRST + timedelta(days=20))
    cast.sign(held, cast.nav)
    waiting = cast.ready(FIRST + timedelta(days=10))
    by = {"actor": cast.coordinator, "at": AT}
    works = [
        lambda: cast.sign(waiting, cast.nav),
        lambda: operations.return_to_draft(waiting, reason="Rettes.", **by),
        lambda: operations.withdraw(waiting, reason="Avlyst.", **by),
        lambda: operations.terminate(
            held, last_day=FIRST + timedelta(days=5), reason="Sagt opp.", **by
        ),
        lambda: drafting.open_amendment(held, **by),
    ]
    at_once(works * (WRITERS // len(works)))
    nothing_is_bent(cast.agreement)


def test_the_calendar_notes_each_thing_once_though_asked_twenty_times_at_once(cast):
    version = cast.ready(FIRST, FIRST + timedelta(days=20))
    cast.sign(version, cast.nav)
    long_after = FIRST + timedelta(days=400)
    noted = at_once([lambda: follow_calendar(long_after, at=AT)] * WRITERS)
    assert sum(each.expired for each in noted) == 1
    assert version.later_events.filter(kind="expired").count() == 1
    nothing_is_bent(cast.agreement)
