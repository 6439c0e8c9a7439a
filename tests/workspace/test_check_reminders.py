"""Reminders of facts to confirm, and the links that confirm without log-in."""

import logging
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from partners.models import Membership
from partnership_portal.log_lines import WithoutSecretAddresses
from publishing.models import Check, OutgoingMail
from tests import factories as make
from tests.confirmations import confirm_on
from tests.pages.reading import bare_text, text_of
from tests.refusals import refused
from workspace.checks.reminders import remind_of_checks
from workspace.models import ConfirmationLink, LinkedFacts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def partner():
    return make.make_partner(name="Nav Eksempel", email="post@example.org")


@pytest.fixture
def editor(partner):
    user = make.make_user(
        email="kari@example.org", first_name="Kari", last_name="Eksempel"
    )
    make.make_membership(partner=partner, user=user)
    return user


@pytest.fixture
def late(partner):
    """Return a service whose contact should have been confirmed by 12 September."""
    service = make.make_service(provider=partner, phone="22334455")
    confirm_on(service, TODAY, "about", "availability")
    confirm_on(service, date(2026, 3, 12), "contact")
    confirm_on(partner, TODAY)
    return service


def remind(on=TODAY):
    return remind_of_checks(on, at=NOW)


def link_in(mail):
    return re.search(r"/min-side/bekreft/\S+", mail.text)[0]


def linked(url):
    return Client().get(url).context["linked"]


# Who is told what


def test_what_is_late_is_told_to_the_editor_with_a_link(partner, editor, late):
    assert remind() == 1
    mail = OutgoingMail.objects.get()
    assert mail.to_address == "kari@example.org"
    assert "Nav Eksempel" in mail.subject
    assert f"{late.name} – Kontakt" in mail.text
    assert "Hva det er" not in mail.text
    link = ConfirmationLink.objects.get()
    assert (link.user, link.expires_on) == (editor, TODAY + timedelta(days=30))
    secret = link_in(mail).rstrip("/").rpartition("/")[2]
    assert len(secret) > 40
    # Only a digest is kept, and the key names neither address nor secret.
    assert secret not in str(ConfirmationLink.objects.values())
    assert "@" not in mail.key


def test_each_step_of_each_due_day_is_told_once(partner, editor):
    service = make.make_service(provider=partner)
    confirm_on(partner, TODAY)
    confirm_on(service, date(2026, 6, 14))
    due_on = date(2026, 12, 14)
    assert remind(due_on - timedelta(days=15)) == 0
    assert remind(due_on - timedelta(days=14)) == 1
    assert remind(due_on - timedelta(days=14)) == 0
    assert remind(due_on) == 0
    assert remind(due_on + timedelta(days=1)) == 1
    assert remind(due_on + timedelta(days=40)) == 0
    assert ConfirmationLink.objects.count() == 2
    # Confirmed anew, it has a new day and is told of again.
    confirm_on(service, date(2027, 1, 30), "about")
    assert remind(date(2027, 7, 20)) == 1


def test_a_mail_is_not_written_again_because_something_in_it_is_done(
    partner, editor, late
):
    other = make.make_service(provider=partner)
    confirm_on(other, date(2026, 1, 1))
    assert remind() == 1
    confirm_on(other, TODAY, "about", "contact", "availability")
    assert remind() == 0


def test_what_was_never_confirmed_is_nobodys_deadline(partner, editor):
    make.make_service(provider=partner)
    assert remind() == 0


def test_without_an_account_the_partner_is_told_and_gets_no_link(partner, late):
    assert remind() == 1
    mail = OutgoingMail.objects.get()
    assert mail.to_address == "post@example.org"
    assert "/bekreft/" not in mail.text
    assert remind() == 0


@pytest.mark.parametrize(
    "given",
    [
        {"role": Membership.Role.SIGNATORY},
        {"valid_to": TODAY - timedelta(days=1)},
        {"is_example": True},
    ],
)
def test_who_does_not_keep_the_facts_true_is_not_told(partner, late, given):
    user = make.make_user(email="kari@example.org")
    make.make_membership(partner=partner, user=user, **given)
    remind()
    assert not OutgoingMail.objects.filter(to_address="kari@example.org").exists()


def test_made_up_facts_are_never_mailed_to_real_people(partner, editor, late):
    type(late).objects.update(is_example=True)
    assert remind() == 0


def test_the_command_can_be_repeated(partner, editor, late):
    out = StringIO()
    call_command("remind_of_checks", on=TODAY, stdout=out)
    call_command("remind_of_checks", on=TODAY, stdout=out)
    assert out.getvalue() == "1 påminnelse skrevet.\n0 påminnelser skrevet.\n"
    assert OutgoingMail.objects.count() == 1


# The link


@pytest.fixture
def url(partner, editor, late):
    remind()
    return link_in(OutgoingMail.objects.get())


def test_reading_the_link_confirms_nothing(url):
    before = Check.objects.count()
    for method in ("get", "head"):
        for _time in range(3):
            assert getattr(Client(), method)(url).status_code == 200
    assert Client().options(url).status_code in (200, 405)
    assert Check.objects.count() == before
    assert not LinkedFacts.objects.exclude(used_at=None).exists()


def test_one_sees_what_one_confirms_and_confirms_it_without_log_in(url, editor, late):
    client = Client()
    response = client.get(url)
    page = bare_text(text_of(response))
    assert "22334455" in page
    assert "Kari Eksempel" in page
    assert "Hva det er, og hvem det er for" not in page
    assert "no-store" in response["Cache-Control"]
    [facts] = linked(url)
    answer = client.post(url, {"fakta": facts.facts.pk})
    assert answer.status_code == 302
    check = Check.objects.latest("id")
    assert (check.object, check.fact_group) == (late, "contact")
    assert (check.actor.user, check.on_behalf_of) == (editor, "Nav Eksempel")
    assert "Du bekreftet dette" in text_of(client.get(url))


def test_a_form_from_elsewhere_confirms_nothing(url):
    client = Client(enforce_csrf_checks=True)
    [facts] = linked(url)
    before = Check.objects.count()
    assert client.post(url, {"fakta": facts.facts.pk}).status_code == 403
    assert Check.objects.count() == before


def test_each_group_is_confirmed_once(url):
    client = Client()
    [facts] = linked(url)
    client.post(url, {"fakta": facts.facts.pk})
    before = Check.objects.count()
    client.post(url, {"fakta": facts.facts.pk})
    assert Check.objects.count() == before
    assert [each.state for each in linked(url)] == ["used"]


def test_facts_that_changed_since_the_mail_are_not_confirmed(url, late):
    [facts] = linked(url)
    late.phone = "66778899"
    late.save()
    before = Check.objects.count()
    answer = Client().post(url, {"fakta": facts.facts.pk})
    assert answer.status_code == 409
    assert "endret" in text_of(answer)
    assert [each.state for each in linked(url)] == ["changed"]
    assert Check.objects.count() == before


def test_who_lost_the_membership_confirms_nothing_and_sees_nothing(url, late, editor):
    [facts] = linked(url)
    editor.memberships.update(valid_to=TODAY - timedelta(days=1))
    answer = Client().get(url)
    assert late.name not in text_of(answer)
    assert "22334455" not in text_of(answer)
    before = Check.objects.count()
    assert Client().post(url, {"fakta": facts.facts.pk}).status_code == 409
    assert Check.objects.count() == before


def test_what_is_no_link_any_more_answers_like_what_never_was_one(
    url, editor, time_machine
):
    never = Client().get("/min-side/bekreft/" + "x" * 43 + "/")
    editor.is_active = False
    editor.save()
    switched_off = Client().get(url)
    editor.is_active = True
    editor.save()
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    assert Client().get(url).status_code == 200
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    expired = Client().get(url)
    for answer in (never, switched_off, expired):
        assert answer.status_code == 404
        assert "Lenken virker ikke lenger" in text_of(answer)


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "9" * 40, "٣"])
def test_what_the_link_does_not_hold_is_not_confirmed(url, sent):
    before = Check.objects.count()
    assert Client().post(url, {"fakta": sent}).status_code == 409
    assert Check.objects.count() == before


def test_one_persons_link_does_not_hold_anothers_facts(url, partner):
    other = make.make_service(provider=make.make_partner(email="andre@example.org"))
    confirm_on(other, date(2026, 1, 1))
    remind()
    foreign = LinkedFacts.objects.filter(object_id=str(other.pk)).first()
    before = Check.objects.count()
    assert Client().post(url, {"fakta": foreign.pk}).status_code == 409
    assert Check.objects.count() == before


@pytest.mark.parametrize(
    ("path", "is_secret"),
    [
        ("/min-side/bekreft/{}/", True),
        ("/nn/min-side/bekreft/{}", True),
        ("/min-side/bekreft/tilbud/{}/", False),
        ("/min-side/bekreft/", False),
    ],
)
def test_no_log_holds_the_secret_of_a_link(path, is_secret):
    secret = "Zb3_" * 10 + "xyz"
    line = "Not Found: " + path.format(secret)
    record = logging.LogRecord("x", logging.WARNING, "x", 1, line, (), None)
    assert WithoutSecretAddresses().filter(record)
    assert (secret not in record.getMessage()) == (is_secret or "{}" not in path)


# What the database refuses


def test_a_secret_is_kept_as_its_digest(partner):
    with refused("confirmationlink_digest"):
        ConfirmationLink.objects.create(
            digest="hemmelig", partner=partner, sent_at=NOW, expires_on=TODAY
        )


def test_a_link_tells_of_the_same_facts_once(url):
    facts = LinkedFacts.objects.get()
    facts.pk = None
    with refused("linkedfacts_once"):
        facts.save(force_insert=True)
