"""What public pages say of who confirmed what, and of what is overdue."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.contenttypes.models import ContentType

from tests import factories as make
from tests.confirmations import confirm_on
from tests.pages.reading import bare_text, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)


def page_of(client, row):
    return bare_text(text_of(client.get(row.get_absolute_url())))


def test_hours_that_are_not_confirmed_in_time_say_so_beside_the_hours(client):
    centre = make.make_centre(partner=make.make_partner(confirm_every_months=6))
    confirm_on(centre, date(2026, 3, 3), "hours")
    confirm_on(centre, date(2026, 11, 12), "place", "contact")
    page = page_of(client, centre)
    late = "Åpningstidene er ikke bekreftet siden 3. mars 2026."
    assert page.count(late) == 1
    assert page.index("Åpningstider") < page.index(late) < page.index("Om stedet")
    assert "Kontakt: bekreftet av Nav Eksempel 12. november 2026." in page


def test_what_was_confirmed_at_once_is_told_in_one_line(client):
    provider = make.make_partner()
    service = make.make_service(
        provider=provider, source="Eksempelkilden", as_of="2018"
    )
    confirm_on(service, date(2026, 11, 12), "about", "contact", "availability")
    page = page_of(client, service)
    assert page.count("ekreftet av Nav Eksempel 12. november 2026.") == 1
    assert "kke bekreftet siden" not in page
    # The source is still told, and its age no longer matters.
    assert "Ifølge Eksempelkilden." in page
    assert "Ingen hos tilbyderen har bekreftet dette" not in page


def test_an_older_check_of_everything_counts_for_every_group(client):
    service = make.make_service()
    confirm_on(service, date(2026, 1, 12))
    confirm_on(service, date(2026, 11, 12), "contact")
    page = page_of(client, service)
    assert "Kontakt, og hvordan du får det: bekreftet av Nav Eksempel 12." in page
    assert "Hva tilbudet er og hvem det er for, er ikke bekreftet siden 12." in page
    assert "kanaler og språk er ikke bekreftet siden 12. januar 2026." in page


def test_the_interval_is_the_owners_own_choice(client):
    seldom = make.make_partner(confirm_every_months=12)
    service = make.make_service(provider=seldom)
    confirm_on(service, date(2025, 11, 30))
    assert "ikke bekreftet siden" not in page_of(client, service)
    seldom.confirm_every_months = 1
    seldom.save()
    assert "ikke bekreftet siden 30. november 2025" in page_of(client, service)


def test_the_sources_own_rule_stays_for_what_nobody_confirmed(client):
    service = make.make_service(source="Eksempelkilden", as_of="2018")
    confirm_on(service, date(2026, 11, 12), "contact")
    page = page_of(client, service)
    assert "Ikke bekreftet siden 2018." in page
    assert "bekreftet av Nav Eksempel 12. november 2026." in page


def test_a_partners_contact_says_when_it_was_confirmed(client):
    partner = make.make_partner(phone="22334455")
    confirm_on(partner, date(2026, 11, 12), by="Eksempelvirksomheten")
    assert "Bekreftet av Eksempelvirksomheten 12. november 2026." in page_of(
        client, partner
    )
    confirm_on(late := make.make_partner(phone="22334455"), date(2026, 3, 3))
    assert "Kontaktopplysningene er ikke bekreftet siden 3. mars 2026." in page_of(
        client, late
    )


def test_a_source_that_states_something_confirms_nothing(client):
    service = make.make_service()
    make.make_check(
        content_type=ContentType.objects.get_for_model(service),
        object_id=str(service.pk),
        checked_on=date(2026, 11, 12),
    )
    page = page_of(client, service)
    assert "ekreftet av" not in page
    assert "Ingen hos tilbyderen har bekreftet dette" in page


def test_the_pages_do_not_ask_more_for_more_confirmations(
    client, django_assert_max_num_queries
):
    service = make.make_service(centres=[make.make_centre()])
    for month in range(1, 11):
        confirm_on(service, date(2026, month, 1), "about", "contact", "availability")
    with django_assert_max_num_queries(15):
        client.get(service.get_absolute_url())
