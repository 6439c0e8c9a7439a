"""Reminders: the right one, to the right people, once."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from agreements.ahead.reminders import (
    LATE_DAYS,
    remind,
    step_due,
)
from agreements.models import Deadline
from publishing.models import OutgoingMail
from tests import factories as make

DUE = date(2027, 12, 31)
AT = datetime(2027, 12, 1, 6, tzinfo=ZoneInfo("Europe/Oslo"))


def days_before(number):
    return DUE - timedelta(days=number)


def run(on):
    """Remind on a day; return the mails that were written, oldest first."""
    known = set(OutgoingMail.objects.values_list("pk", flat=True))
    count = remind(on, at=AT)
    mails = list(OutgoingMail.objects.exclude(pk__in=known))
    assert count == len(mails)
    return mails


def addresses(mails):
    return sorted(mail.to_address for mail in mails)


@pytest.mark.parametrize(
    "days_left, step",
    [
        (31, None),
        (30, 30),
        (29, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, 0),
        (-LATE_DAYS, 0),
        (-LATE_DAYS - 1, None),
    ],
)
def test_the_nearest_reminder_is_due(days_left, step):
    assert step_due(days_left) == step


pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.make_partner(email="post@example.org")


@pytest.fixture
def version():
    return make.make_version(state="signed")


@pytest.fixture
def deadline(version, owner):
    return make.make_deadline(
        version=version, owner=owner, on=DUE, title_nb="Evaluere hele avtalen"
    )


def acting_for(partner, email, **given):
    user = make.make_user(email=email, **given.pop("account", {}))
    return make.make_membership(partner=partner, user=user, **given)


class TestWhen:
    def test_each_of_the_three_comes_once(self, deadline):
        found = {
            days: len(run(days_before(days)))
            for days in (31, 30, 29, 8, 7, 6, 1, 0, -1, -8)
        }
        assert [days for days, number in found.items() if number] == [30, 7, 0]
        assert set(found.values()) == {0, 1}

    def test_running_again_writes_nothing(self, deadline):
        assert len(run(days_before(30))) == 1
        assert run(days_before(30)) == []

    def test_after_a_gap_only_the_nearest_one_is_written(self, deadline):
        assert len(run(days_before(3))) == 1
        assert run(days_before(3)) == []

    def test_a_day_that_the_timer_missed_is_told_of_late(self, deadline):
        assert len(run(days_before(-2))) == 1

    def test_a_date_that_moves_is_told_of_again(self, deadline):
        run(days_before(30))
        deadline.on = DUE + timedelta(days=1)
        deadline.save()
        assert len(run(days_before(29))) == 1

    def test_what_is_done_is_not_told_of(self, deadline):
        deadline.done_on = days_before(40)
        deadline.save()
        assert run(days_before(30)) == []

    def test_a_version_that_was_replaced_before_reminds_of_nothing(
        self, deadline, version
    ):
        make.make_version_event(version=version, on=days_before(60))
        assert run(days_before(30)) == []


class TestWhom:
    def test_editors_and_coordinators_are_told_and_signatories_are_not(
        self, deadline, owner
    ):
        for role in ("editor", "coordinator", "signatory", "national_administrator"):
            acting_for(owner, f"{role}@example.org", role=role)
        told = addresses(run(days_before(30)))
        assert told == ["coordinator@example.org", "editor@example.org"]

    def test_without_people_the_partners_own_address_is_told(self, deadline):
        assert addresses(run(days_before(30))) == ["post@example.org"]

    def test_who_has_no_address_is_passed_over(self, deadline, owner):
        acting_for(owner, "")
        assert addresses(run(days_before(30))) == ["post@example.org"]

    def test_without_any_address_nobody_is(self, deadline, owner):
        owner.email = ""
        owner.save()
        assert run(days_before(30)) == []

    @pytest.mark.parametrize(
        "given",
        [
            {"valid_to": days_before(31)},
            {"valid_from": days_before(29)},
            {"account": {"is_active": False}},
        ],
    )
    def test_who_does_not_act_for_it_that_day_is_not_told(self, deadline, owner, given):
        acting_for(owner, "borte@example.org", **given)
        assert addresses(run(days_before(30))) == ["post@example.org"]

    def test_a_person_with_two_roles_is_told_once(self, deadline, owner):
        user = make.make_user(email="to@example.org")
        for role in ("editor", "coordinator"):
            make.make_membership(partner=owner, user=user, role=role)
        acting_for(owner, "TO@example.org")
        assert len(run(days_before(30))) == 1

    def test_people_of_other_partners_are_not_told(self, deadline, version):
        for member in version.agreement.partnership.members.all():
            acting_for(member, "andre@example.org")
        assert addresses(run(days_before(30))) == ["post@example.org"]

    def test_an_example_never_goes_to_the_real_organisation(self, owner):
        agreement = make.make_agreement(is_example=True)
        version = make.make_version(agreement=agreement, state="signed")
        make.make_deadline(version=version, owner=owner, on=DUE)
        acting_for(owner, "ekte@example.org")
        assert run(days_before(30)) == []
        acting_for(owner, "eksempel@example.org", is_example=True)
        assert addresses(run(days_before(30))) == ["eksempel@example.org"]

    def test_a_person_of_an_example_is_not_told_of_what_is_real(self, deadline, owner):
        acting_for(owner, "eksempel@example.org", is_example=True)
        assert addresses(run(days_before(30))) == ["post@example.org"]

    def test_who_is_no_party_of_a_draft_is_not_told_of_it(self, owner):
        draft = make.make_version()
        make.make_deadline(version=draft, owner=owner, on=DUE)
        assert run(days_before(30)) == []
        make.make_party(version=draft, partner=owner)
        assert len(run(days_before(30))) == 1


class TestWhat:
    def test_the_mail_says_what_when_and_where(self, deadline, version, owner):
        [mail] = run(days_before(30))
        assert "Evaluere hele avtalen" in mail.subject
        assert "31. desember 2027" in mail.subject.replace("\N{NO-BREAK SPACE}", " ")
        assert owner.name in mail.text
        assert f"https://portal.example{version.get_absolute_url()}" in mail.text
        address = f"/admin/agreements/deadline/{deadline.pk}/change/"
        assert f"https://portal.example{address}" in mail.text

    def test_the_key_holds_no_address(self, deadline):
        [mail] = run(days_before(30))
        assert "example.org" not in mail.key
        assert mail.key.startswith(f"deadline:{deadline.pk}:2027-12-31:30:")

    def test_it_is_written_in_the_language_of_the_agreement(self, owner):
        agreement = make.make_agreement(signed_language="nn")
        version = make.make_version(agreement=agreement, state="signed")
        make.make_deadline(
            version=version, owner=owner, on=DUE, title_nb="Si opp", title_nn="Seie opp"
        )
        [mail] = run(days_before(30))
        assert "Seie opp" in mail.subject
        assert f"https://portal.example/nn{agreement.get_absolute_url()}" in mail.text

    def test_a_draft_has_no_public_address(self, owner):
        draft = make.make_version()
        make.make_party(version=draft, partner=owner)
        make.make_deadline(version=draft, owner=owner, on=DUE)
        [mail] = run(days_before(30))
        assert "/avtaler/" not in mail.text


class TestOtherThings:
    def test_measures_and_the_end_of_an_agreement_are_told_of(self, version, owner):
        partnership = version.agreement.partnership
        partnership.steward = owner
        partnership.save()
        make.make_measure(partnership=partnership, owner=owner, deadline=DUE)
        ending = make.make_agreement(partnership=partnership)
        make.make_version(agreement=ending, state="signed", agreed_to=DUE)
        keys = {mail.key.split(":")[0] for mail in run(days_before(30))}
        assert keys == {"measure", "expiry"}

    def test_a_month_of_the_year_is_told_of_once_a_year(self, version, owner):
        make.make_annual_event(
            partnership=version.agreement.partnership, owner=owner, month=12
        )
        first = date(2027, 12, 1)
        found = [
            len(run(first - timedelta(days=days))) for days in (31, 30, 7, 0, -3, -20)
        ]
        assert found == [0, 1, 0, 0, 0, 0]
        assert len(run(date(2028, 11, 1))) == 1


def test_the_command_reminds_of_a_day_and_may_run_twice(deadline):
    for count in ("1", "0"):
        said = StringIO()
        call_command("remind", "--on", "2027-12-01", stdout=said)
        assert said.getvalue().split()[0] == count
    assert OutgoingMail.objects.count() == 1
    assert Deadline.objects.count() == 1
