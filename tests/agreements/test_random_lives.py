"""Whatever is done to an agreement: never two in force, never one that lacks a name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import operations
from agreements.calendar import follow_calendar
from agreements.life import StepRefused
from agreements.models import AgreementVersion, Signature
from tests.factories import (
    make_agreement,
    make_content,
    make_membership,
    make_partnership,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db

BEGIN = date(2025, 1, 1)
DAYS = 40
NEW, COMMENT, APPROVAL, BACK, WITHDRAW, SIGN, SIGN_ALL, END, CALENDAR = (
    "new comment approval back withdraw sign sign_all end calendar".split()
)
STEPS = st.tuples(
    st.sampled_from([NEW, COMMENT, APPROVAL, BACK, WITHDRAW, SIGN, END, CALENDAR])
    | st.just(SIGN_ALL),
    st.integers(0, 3),
    st.integers(0, DAYS - 10),
    st.none() | st.integers(0, DAYS),
)


class Life:
    """One agreement with everybody who acts on it, and what plainly should hold.

    `held` tells, by version, the first and last day it holds: kept here by adding up
    what was done, without a look at the database.
    """

    def __init__(self):
        partnership = make_partnership()
        self.agreement = make_agreement(partnership=partnership)
        self.partners = list(partnership.members.all())
        council = next(p for p in self.partners if p.kind == "county_council")
        self.coordinator = make_user()
        make_membership(user=self.coordinator, partner=council, role="coordinator")
        self.signatories = []
        for partner in self.partners:
            self.signatories.append(make_user())
            make_membership(
                user=self.signatories[-1], partner=partner, role="signatory"
            )
        self.held = {}

    def take(self, kind, which, first, last):
        """Take a step, on a version that is there; say whether it was taken."""
        day = BEGIN + timedelta(days=first)
        at = datetime(2025, 1, 1, 12, tzinfo=UTC)
        end = None if last is None else day + timedelta(days=last)
        if kind == NEW:
            made = make_version(
                agreement=self.agreement, agreed_from=day, agreed_to=end
            )
            make_content(made)
            return
        if kind == CALENDAR:
            follow_calendar(day)
            return
        versions = list(self.agreement.versions.order_by("pk"))
        if not versions:
            return
        version = versions[which % len(versions)]
        by = {"actor": self.coordinator, "at": at}
        if kind == COMMENT:
            operations.send_for_comment(version, **by)
        elif kind == APPROVAL:
            operations.send_for_approval(version, **by)
        elif kind == BACK:
            operations.return_to_draft(version, reason="Rettes.", **by)
        elif kind == WITHDRAW:
            operations.withdraw(version, reason="Avlyst.", **by)
        elif kind == END:
            operations.terminate(version, last_day=day, reason="Sagt opp.", **by)
            self.held[version.pk] = (self.held[version.pk][0], day)
        elif kind == SIGN:
            self.sign(version, first % len(self.partners), at)
        else:
            for number, partner in enumerate(self.partners):
                if version.parties.filter(partner=partner, signature=None).exists():
                    self.sign(version, number, at)

    def sign(self, version, number, at):
        version.refresh_from_db()
        operations.sign(
            version,
            partner=self.partners[number],
            digest=version.content_digest,
            actor=self.signatories[number],
            name="Eksempel Eksempelsen",
            office_nb="leder",
            at=at,
        )
        version.refresh_from_db()
        if version.state == "signed":
            day_before = version.agreed_from - timedelta(days=1)
            for earlier, (first, last) in self.held.items():
                if first <= version.agreed_from and (
                    last is None or version.agreed_from <= last
                ):
                    self.held[earlier] = (first, day_before)
            self.held[version.pk] = (version.agreed_from, version.agreed_to)

    def days_of_change(self):
        """Return each day on which something begins or ends, and its neighbours."""
        days = {day for held in self.held.values() for day in held if day}
        return sorted(day + timedelta(days=by) for day in days for by in (-1, 0, 1))

    def check(self):
        """Ask of every day what is in force, and compare with what was added up."""
        for day in self.days_of_change():
            found = set(
                AgreementVersion.objects.in_force(day).values_list("pk", flat=True)
            )
            assert len(found) <= 1
            assert found == {
                version
                for version, (first, last) in self.held.items()
                if first <= day and (last is None or day <= last)
            }
        for version in self.agreement.versions.filter(state="signed"):
            signed = Signature.objects.filter(
                party__version=version, content_digest=version.content_digest
            )
            assert signed.count() == len(self.partners)
            assert not version.parties.filter(signature=None).exists()


@given(st.lists(STEPS, min_size=4, max_size=14))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_lives(steps):
    with transaction.atomic():
        life = Life()
        # Many lives would die before they begin; this one has a version to sign.
        for kind in (NEW, COMMENT, APPROVAL):
            life.take(kind, 0, 5, None)
        for step in steps:
            try:
                with transaction.atomic():
                    life.take(*step)
            except (StepRefused, PermissionDenied):
                pass
        life.check()
        transaction.set_rollback(True)


def test_a_long_life_told_step_by_step():
    life = Life()
    for number, (first, last) in enumerate([(0, 30), (10, None), (20, 25)]):
        for kind in (NEW, COMMENT, APPROVAL, SIGN_ALL):
            life.take(kind, number, first, last)
    life.take(END, 2, 22, None)
    follow_calendar(BEGIN + timedelta(days=90))
    first, second, third = life.agreement.versions.order_by("pk")

    def in_force(number):
        day = BEGIN + timedelta(days=number)
        return list(AgreementVersion.objects.in_force(day))

    assert [in_force(number) for number in (0, 9, 10, 19, 20, 22, 23)] == [
        [first],
        [first],
        [second],
        [second],
        [third],
        [third],
        [],
    ]
    life.check()
