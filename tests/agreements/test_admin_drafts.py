"""The pages about drafts in the admin: read, opened, copied, merged, renewed."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.drafts.drafting import open_amendment
from agreements.models import AgreementVersion, Clause
from publishing.models import StatusChange
from tests import factories as make
from tests.admin_forms import address, form_on, loaded, save, shown

pytestmark = pytest.mark.django_db

PAGES = ["preview", "compare", "amend", "copy", "merge", "rebase", "renew"]


def page(version, name):
    return reverse(f"admin:agreements_agreementversion_{name}", args=[version.pk])


def acting_for(partnership, role="coordinator"):
    """Return a client of somebody who may use the admin, and acts for the council."""
    council = partnership.members.get(kind="county_council")
    user = make.make_user(is_staff=True, is_superuser=True)
    make.make_membership(user=user, partner=council, role=role)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def signed():
    """Return a signed version with two clauses and a responsibility."""
    version = make.make_version(agreed_from=date(2024, 1, 1))
    make.make_content(version)
    make.make_clause(
        version=version,
        key="formal",
        number="1",
        position=0,
        heading_nb="Formål",
        text_nb="Partene skal samarbeide om karriereveiledning for voksne.",
    )
    return make.sign(version, signed_on=date(2024, 1, 1))


@pytest.fixture
def coordinator(signed):
    return acting_for(signed.agreement.partnership)


def links(client, version):
    """Return the pages that the version's page leads to."""
    answer = client.get(address(AgreementVersion, "change", version.pk))
    return [link.url for link in answer.context["draft_links"]]


def two_drafts(signed, user):
    return [open_amendment(signed, actor=user) for _number in range(2)]


def write(draft, key, text):
    Clause.objects.filter(version=draft, key=key).update(text_nb=text)


class TestLinks:
    def test_a_signed_version_leads_to_amending_and_copying(self, coordinator, signed):
        found = links(coordinator, signed)
        assert found == [page(signed, "amend"), page(signed, "copy")]

    def test_a_draft_leads_to_what_reads_it(self, coordinator, signed):
        draft = open_amendment(signed, actor=coordinator.user)
        impact = reverse("national_goals:impact", args=[draft.public_id])
        assert links(coordinator, draft) == [
            page(draft, "preview"),
            page(draft, "compare"),
            impact,
        ]

    def test_with_another_draft_it_can_be_merged(self, coordinator, signed):
        ours, _theirs = two_drafts(signed, coordinator.user)
        assert page(ours, "merge") in links(coordinator, ours)

    def test_who_may_not_write_is_led_to_reading_alone(self, coordinator, signed):
        ours, _theirs = two_drafts(signed, coordinator.user)
        stranger = acting_for(make.make_partnership())
        assert links(stranger, ours) == [page(ours, "preview"), page(ours, "compare")]
        assert page(signed, "amend") not in links(stranger, signed)

    def test_every_link_answers(self, coordinator, signed):
        ours, _theirs = two_drafts(signed, coordinator.user)
        for version in (signed, ours):
            for url in links(coordinator, version):
                assert coordinator.get(url).status_code == 200, url


class TestWhoMaySee:
    @pytest.mark.parametrize("name", PAGES)
    def test_strangers_are_sent_to_the_log_in(self, client, signed, name):
        answer = client.get(page(signed, name))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", PAGES)
    def test_staff_without_rights_meet_a_closed_door(self, signed, name):
        client = Client()
        client.force_login(make.make_user(is_staff=True))
        answer = client.get(page(signed, name))
        # What is signed anybody may read, and who may write elsewhere copies it.
        if name == "copy":
            assert answer.status_code == 403
            return
        none = reverse(f"admin:agreements_agreementversion_{name}", args=[999_999])
        assert (answer.status_code, answer.url) == (302, client.get(none).url)

    def test_what_is_not_there_leads_back(self, coordinator):
        url = reverse("admin:agreements_agreementversion_preview", args=[999_999])
        assert coordinator.get(url).status_code == 302


class TestPreview:
    def test_it_reads_as_the_public_page_and_is_kept_out_of_caches(
        self, coordinator, signed
    ):
        draft = open_amendment(signed, actor=coordinator.user)
        write(
            draft, "formal", "Partene skal samarbeide om karriereveiledning for alle."
        )
        answer = coordinator.get(page(draft, "preview"))
        text = shown(answer)
        assert 'id="punkt-1"' in text
        assert "karriereveiledning for alle" in text
        assert '<meta name="robots" content="noindex">' in text
        assert 'rel="canonical"' not in text
        assert "no-store" in answer["Cache-Control"]

    def test_exempt_text_is_left_out_as_for_the_public(self, coordinator, signed):
        draft = open_amendment(signed, actor=coordinator.user)
        clause = draft.clauses.get(key="formal")
        make.make_exemption(clause=clause)
        text = shown(coordinator.get(page(draft, "preview")))
        assert "offl. § 23" in text
        assert clause.text_nb not in text

    def test_an_empty_draft_says_what_is_missing(self, coordinator, signed):
        draft = make.make_version(agreement=signed.agreement, agreed_from=None)
        assert coordinator.get(page(draft, "preview")).status_code == 200

    def test_what_is_signed_has_its_own_page(self, coordinator, signed):
        answer = coordinator.get(page(signed, "preview"))
        assert answer.url == signed.get_absolute_url()


class TestCompare:
    def test_it_tells_the_words_that_came_and_went(self, coordinator, signed):
        draft = open_amendment(signed, actor=coordinator.user)
        write(
            draft, "formal", "Partene skal samarbeide om karriereveiledning for alle."
        )
        text = shown(coordinator.get(page(draft, "compare")))
        assert "<ins>" in text
        assert "<del>" in text

    def test_another_version_can_be_chosen(self, coordinator, signed):
        make.make_version_event(version=signed, on=date(2024, 12, 31))
        later = make.make_version(
            agreement=signed.agreement, agreed_from=date(2025, 1, 1)
        )
        make.sign(later, signed_on=date(2025, 1, 1))
        draft = make.make_version(agreement=signed.agreement, previous=later)
        names = [
            coordinator.get(page(draft, "compare") + query).context["before_name"]
            for query in ("", f"?med={signed.pk}", "?med=x")
        ]
        assert names[0] == names[2] != names[1]

    def test_without_anything_signed_it_says_so(self, coordinator, signed):
        draft = make.make_version(agreement=make.make_agreement())
        assert coordinator.get(page(draft, "compare")).status_code == 302


class TestAmend:
    def test_get_changes_nothing_and_post_opens_the_draft(self, coordinator, signed):
        assert coordinator.get(page(signed, "amend")).status_code == 200
        assert signed.following.count() == 0
        answer = coordinator.post(page(signed, "amend"))
        draft = signed.following.get()
        assert answer.url == address(AgreementVersion, "change", draft.pk)
        assert draft.clauses.count() == signed.clauses.count()

    def test_who_may_not_is_refused_and_it_is_recorded(self, signed):
        stranger = acting_for(make.make_partnership())
        assert stranger.post(page(signed, "amend")).status_code == 403
        assert signed.following.count() == 0
        assert StatusChange.objects.filter(action="refused_add").exists()

    def test_a_draft_cannot_be_amended_and_the_page_says_why(self, coordinator, signed):
        draft = open_amendment(signed, actor=coordinator.user)
        answer = coordinator.post(page(draft, "amend"))
        assert answer.status_code == 200
        assert answer.context["refusal"]
        assert draft.following.count() == 0


class TestCopy:
    def test_a_published_text_becomes_a_draft_of_mine(self, signed):
        mine = make.make_agreement()
        client = acting_for(mine.partnership)
        answer = client.post(page(signed, "copy"), {"agreement": mine.pk}, follow=True)
        draft = mine.versions.get()
        assert draft.copied_from == signed
        assert answer.redirect_chain[-1][0] == address(
            AgreementVersion, "change", draft.pk
        )

    def test_only_agreements_of_mine_are_offered(self, signed):
        mine = make.make_agreement()
        client = acting_for(mine.partnership)
        form = client.get(page(signed, "copy")).context["form"]
        assert list(form.fields["agreement"].queryset) == [mine]
        answer = client.post(page(signed, "copy"), {"agreement": signed.agreement_id})
        assert answer.status_code == 200
        assert not AgreementVersion.objects.filter(copied_from=signed).exists()

    def test_what_is_left_out_is_told(self, signed):
        make.make_exemption(clause=signed.clauses.get(key="formal"))
        mine = make.make_agreement()
        client = acting_for(mine.partnership)
        answer = client.post(page(signed, "copy"), {"agreement": mine.pk}, follow=True)
        told = " ".join(str(each) for each in answer.context["messages"])
        assert "Formål" in told

    def test_the_draft_says_where_it_names_the_other_county(self, signed):
        county = signed.agreement.partnership.county
        mine = make.make_agreement()
        client = acting_for(mine.partnership)
        client.post(page(signed, "copy"), {"agreement": mine.pk})
        draft = mine.versions.get()
        write(draft, "formal", f"Vi samarbeider i {county.name}.")
        answer = client.get(address(AgreementVersion, "change", draft.pk))
        [left] = answer.context["names_left"]
        assert (left.label, left.names) == ("1 Formål", f"«{county.name}»")


class TestMerge:
    @pytest.fixture
    def drafts(self, signed, coordinator):
        return two_drafts(signed, coordinator.user)

    def merge(self, client, ours, **changes):
        form = form_on(client.get(page(ours, "merge")))
        return client.post(page(ours, "merge"), form | changes)

    def test_what_nobody_else_changed_is_merged_at_once(self, coordinator, drafts):
        ours, theirs = drafts
        write(theirs, "formal", "Deres tekst.")
        seen = coordinator.get(page(ours, "merge"))
        assert seen.context["is_whole"]
        assert any("Formål" in each for each in seen.context["reading"].result.clauses)
        answer = self.merge(coordinator, ours)
        assert answer.url == address(AgreementVersion, "change", ours.pk)
        assert ours.clauses.get(key="formal").text_nb == "Deres tekst."
        theirs.refresh_from_db()
        assert theirs.state == "withdrawn"

    def test_a_clash_shows_both_texts_and_waits_for_a_choice(self, coordinator, drafts):
        ours, theirs = drafts
        write(ours, "formal", "Vår tekst.")
        write(theirs, "formal", "Deres tekst.")
        answer = self.merge(coordinator, ours)
        assert answer.status_code == 200
        text = shown(answer)
        assert "Vår" in text
        assert "Deres" in text
        theirs.refresh_from_db()
        assert theirs.state == "draft"
        assert ours.clauses.get(key="formal").text_nb == "Vår tekst."

    @pytest.mark.parametrize(
        ("side", "text"), [("ours", "Vår tekst."), ("theirs", "Deres tekst.")]
    )
    def test_the_choice_decides(self, coordinator, drafts, side, text):
        ours, theirs = drafts
        write(ours, "formal", "Vår tekst.")
        write(theirs, "formal", "Deres tekst.")
        choice = {"valg-clause:formal": side}
        preview = self.merge(coordinator, ours, vis="1", **choice)
        assert preview.context["is_whole"]
        assert form_on(preview)["valg-clause:formal"] == [side]
        assert ours.clauses.get(key="formal").text_nb == "Vår tekst."
        assert self.merge(coordinator, ours, **choice).status_code == 302
        assert ours.clauses.get(key="formal").text_nb == text

    def test_a_text_written_meanwhile_is_shown_before_it_is_merged(
        self, coordinator, drafts
    ):
        ours, theirs = drafts
        write(ours, "formal", "Vår tekst.")
        write(theirs, "formal", "Deres tekst.")
        form = form_on(coordinator.get(page(ours, "merge")))
        form["valg-clause:formal"] = "ours"
        write(theirs, "formal", "Deres nyeste tekst.")
        answer = coordinator.post(page(ours, "merge"), form)
        assert answer.status_code == 200
        assert answer.context["notice"]
        assert "nyeste" in shown(answer)
        assert form_on(answer)["valg-clause:formal"] == ["ours"]
        theirs.refresh_from_db()
        assert theirs.state == "draft"

    def test_with_several_others_one_is_chosen_first(self, coordinator, drafts, signed):
        third = open_amendment(signed, actor=coordinator.user)
        ours, theirs = drafts
        answer = coordinator.get(page(ours, "merge"))
        urls = [url for _label, url, _current in answer.context["others"]]
        assert urls == [f"?med={theirs.pk}", f"?med={third.pk}"]
        assert coordinator.get(page(ours, "merge") + urls[1]).context["clashes"] == []

    def test_who_may_not_write_is_refused(self, drafts):
        ours, theirs = drafts
        stranger = acting_for(make.make_partnership())
        assert stranger.get(page(ours, "merge")).status_code == 403
        assert stranger.post(page(ours, "merge")).status_code == 403
        theirs.refresh_from_db()
        assert theirs.state == "draft"


class TestRebase:
    def test_the_draft_gets_what_was_signed_since(self, coordinator, signed):
        ours, theirs = two_drafts(signed, coordinator.user)
        write(theirs, "formal", "Det som ble underskrevet.")
        AgreementVersion.objects.filter(pk=theirs.pk).update(
            agreed_from=date(2025, 1, 1)
        )
        theirs.refresh_from_db()
        make.make_version_event(version=signed, on=date(2024, 12, 31))
        make.sign(theirs, signed_on=date(2025, 1, 1))
        assert page(ours, "rebase") in links(coordinator, ours)
        form = form_on(coordinator.get(page(ours, "rebase")))
        assert coordinator.post(page(ours, "rebase"), form).status_code == 302
        ours.refresh_from_db()
        assert ours.previous == theirs
        assert ours.clauses.get(key="formal").text_nb == "Det som ble underskrevet."

    def test_a_draft_that_is_not_behind_says_so(self, coordinator, signed):
        draft = open_amendment(signed, actor=coordinator.user)
        assert page(draft, "rebase") not in links(coordinator, draft)
        assert coordinator.get(page(draft, "rebase")).status_code == 302


class TestRenew:
    @pytest.fixture
    def successor(self, signed):
        """Return the partnership of the county that came after that of `signed`."""
        today = timezone.localdate()
        old = signed.agreement.partnership.county
        type(old).objects.filter(pk=old.pk).update(valid_to=today - timedelta(days=1))
        new = make.make_partnership(county=make.make_county(name="Nyfylket"))
        make.make_county_change(old=old, new=new.county, date=today)
        return new

    def test_it_is_carried_on_with_the_members_as_parties(self, signed, successor):
        client = acting_for(successor)
        assert page(signed, "renew") in links(client, signed)
        seen = client.get(page(signed, "renew"))
        assert set(seen.context["names"]) == set(
            successor.members.values_list("name", flat=True)
        )
        form = form_on(seen) | {"title_nb": "Avtalen i Nyfylket"}
        assert client.post(page(signed, "renew"), form).status_code == 302
        renewed = signed.agreement.continued_by.get()
        assert str(renewed) == "Avtalen i Nyfylket"
        assert renewed.versions.get().parties.count() == successor.members.count()

    def test_a_title_that_is_missing_is_asked_for(self, signed, successor):
        client = acting_for(successor)
        form = form_on(client.get(page(signed, "renew")))
        form |= {"title_nb": "", "title_nn": "", "slug": "adressen-jeg-skrev"}
        answer = client.post(page(signed, "renew"), form)
        assert answer.status_code == 200
        assert form_on(answer)["slug"] == ["adressen-jeg-skrev"]
        assert not signed.agreement.continued_by.exists()

    def test_an_address_that_is_taken_is_told(self, signed, successor):
        client = acting_for(successor)
        form = form_on(client.get(page(signed, "renew")))
        form |= {"slug": signed.agreement.slug, "title_nb": "Tittelen"}
        answer = client.post(page(signed, "renew"), form)
        assert signed.agreement.slug in answer.context["refusal"]
        assert form_on(answer)["title_nb"] == ["Tittelen"]

    def test_others_than_the_successor_are_refused(self, signed, successor):
        stranger = acting_for(make.make_partnership())
        assert page(signed, "renew") not in links(stranger, signed)
        assert stranger.get(page(signed, "renew")).status_code == 403


def test_the_form_of_a_version_with_links_saves_as_before(coordinator, signed):
    draft = open_amendment(signed, actor=coordinator.user)
    form = loaded(coordinator, draft)
    assert save(coordinator, draft, form, note_nb="Merknad").status_code == 302
