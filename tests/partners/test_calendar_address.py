"""The private address of a calendar: given out once, replaced, ended, recorded."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from partners.calendar_address import end_address, make_address, partner_at
from partners.models import CalendarAddress, Partner
from publishing.models import StatusChange
from tests import factories as make
from tests.admin_forms import editor_called, shown
from tests.refusals import refused

pytestmark = pytest.mark.django_db

IN_ADMIN = re.compile(r"https?://testserver/kalender/([\w-]{43})\.ics")


@pytest.fixture
def partner():
    return make.make_partner(county=make.make_county())


@pytest.fixture
def actor(partner):
    return make.make_membership(partner=partner).user


class TestRules:
    def test_only_a_digest_can_be_kept(self, partner):
        with refused("calendaraddress_digest"):
            make.make_calendar_address(partner=partner, digest="hemmelig")


class TestAddress:
    def test_it_is_long_and_leads_to_its_partner_alone(self, partner, actor):
        given_out = make_address(partner, actor=actor)
        assert re.fullmatch(r"[\w-]{43}", given_out)
        assert partner_at(given_out) == partner
        assert partner_at(given_out[:-1]) is None
        assert partner_at("x" * 43) is None
        assert partner_at(CalendarAddress.objects.get().digest) is None

    def test_a_new_one_ends_the_former_one(self, partner, actor):
        first = make_address(partner, actor=actor)
        second = make_address(partner, actor=actor)
        assert first != second
        assert partner_at(first) is None
        assert partner_at(second) == partner

    def test_ending_it_leaves_none(self, partner, actor):
        given_out = make_address(partner, actor=actor)
        assert end_address(partner, actor=actor)
        assert partner_at(given_out) is None
        assert not end_address(partner, actor=actor)

    def test_what_was_done_is_recorded_and_the_address_is_not(self, partner, actor):
        given_out = [make_address(partner, actor=actor) for _time in range(2)]
        end_address(partner, actor=actor)
        end_address(partner, actor=actor)
        trail = StatusChange.objects.order_by("position")
        assert [entry.action for entry in trail] == [
            "make_calendar_address",
            "replace_calendar_address",
            "end_calendar_address",
        ]
        assert all(entry.object_id == str(partner.pk) for entry in trail)
        kept = repr(list(trail.values())) + repr(list(CalendarAddress.objects.values()))
        assert not [each for each in given_out if each in kept]

    @pytest.mark.parametrize("role", ["signatory", "editor", "coordinator"])
    def test_who_does_not_act_for_the_partner_is_refused(self, partner, role):
        elsewhere = make.make_partner(
            kind=Partner.Kind.COUNTY_COUNCIL, county=make.make_county()
        )
        stranger = make.make_membership(partner=elsewhere, role=role).user
        superuser = make.make_user(is_superuser=True)
        for person in (stranger, superuser):
            with pytest.raises(PermissionDenied):
                make_address(partner, actor=person)
            with pytest.raises(PermissionDenied):
                end_address(partner, actor=person)
        assert not CalendarAddress.objects.exists()

    def test_the_coordinator_of_its_county_may(self, partner):
        council = make.make_partner(
            kind=Partner.Kind.COUNTY_COUNCIL, county=partner.county
        )
        coordinator = make.make_membership(partner=council, role="coordinator").user
        assert make_address(partner, actor=coordinator)


class TestAdmin:
    @pytest.fixture
    def editor(self, partner):
        client = editor_called("eksempel-redaktor")
        user = client.get("/admin/").wsgi_request.user
        make.make_membership(user=user, partner=partner)
        return client

    def url(self, partner):
        return f"/admin/partners/partner/{partner.pk}/kalender/"

    def test_the_partners_page_leads_there(self, editor, partner):
        page = editor.get(f"/admin/partners/partner/{partner.pk}/change/")
        assert self.url(partner) in shown(page)

    def test_reading_the_page_makes_nothing(self, editor, partner):
        assert editor.get(self.url(partner)).status_code == 200
        assert not CalendarAddress.objects.exists()

    def test_the_address_is_shown_once(self, editor, partner):
        page = editor.post(self.url(partner), {"make": "1"}, follow=True)
        [given_out] = IN_ADMIN.findall(shown(page))
        assert partner_at(given_out) == partner
        assert "no-store" in page.headers["Cache-Control"]
        assert not IN_ADMIN.findall(shown(editor.get(self.url(partner))))

    def test_it_is_ended_there(self, editor, partner):
        editor.post(self.url(partner), {"make": "1"})
        editor.post(self.url(partner), {"end": "1"})
        assert not CalendarAddress.objects.exists()

    def test_a_refusal_is_told(self, editor):
        other = make.make_partner()
        page = editor.post(self.url(other), {"make": "1"}, follow=True)
        assert other.name in shown(page)
        assert not IN_ADMIN.findall(shown(page))
        assert not CalendarAddress.objects.exists()

    def test_staff_without_rights_meet_a_closed_door(self, client, partner):
        client.force_login(make.make_user(is_staff=True))
        assert client.post(self.url(partner), {"make": "1"}).status_code == 404
        assert client.get(self.url(partner)).status_code == 404

    def test_a_partner_that_is_not_there_is_not_found(self, editor):
        assert editor.get("/admin/partners/partner/9999/kalender/").status_code == 404
