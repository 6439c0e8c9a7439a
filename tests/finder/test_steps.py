"""Question by question: what is refused, what follows, where Back leads."""

from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.test_site import Page

from .step_pages import EVERYTHING, STEPS, asked_in, links_of, text_of, title_of, visit

# Refusals: each says what to do, is tied to its field, and loses nothing


@pytest.mark.usefixtures("portal_data")
class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Write a postal code or a place, or choose “The whole country”."),
            (" \u200b ", "Write a postal code or a place"),
            ("281", "A postal code has 4 digits."),
            ("28151", "A postal code has 4 digits."),
            ("0000", "No place has the postal code 0000."),
            ("Atlantis", "We cannot find the place “Atlantis”."),
            ("x" * 300, "We cannot find the place “xxx"),
        ],
    )
    def test_a_place_that_is_none_is_refused_in_plain_words(self, client, typed, words):
        response = visit(client, "sted", prefix="/en", svar="sted", sted=typed, q="cv")
        with translation.override("en"):
            (message,) = response.context["form"].errors["sted"]
        assert message.startswith(words)
        text = text_of(response)
        assert 'aria-invalid="true"' in text
        assert title_of(response).startswith("Error: ")
        assert 'aria-describedby="id_sted_helptext id_sted_error"' in text
        assert text.count(typed.strip()[:40]) >= 1
        assert '<input type="hidden" name="q" value="cv">' in text

    @pytest.mark.parametrize(
        ("step", "asked", "field"),
        [
            ("sted", {"svar": "sted"}, "sted"),
            ("hvem", {"svar": "situasjon"}, "situasjon"),
            ("hvem", {"svar": "situasjon", "situasjon": "tull"}, "situasjon"),
            ("hvem", {"svar": "hvem", "situasjon": "helse"}, "hvem"),
            ("hvem", {"svar": "hvem", "situasjon": "helse", "hvem": "tull"}, "hvem"),
            ("behov", {"svar": "behov"}, "behov"),
            ("behov", {"svar": "behov", "behov": "tull"}, "behov"),
            ("kanal", {"svar": "kanal"}, "kanal"),
        ],
    )
    def test_going_on_without_an_answer_says_what_to_do(
        self, client, step, asked, field
    ):
        response = visit(client, step, **asked)
        assert response.context["form"].errors[field]
        page = Page(text_of(response))
        assert f"#id_{field}" in page.links
        assert f"id_{field}" in page.ids
        assert f"id_{field}_error" in page.ids
        assert title_of(response) != title_of(visit(client, step))

    def test_nothing_is_refused_before_it_is_answered(self, client):
        for step in STEPS:
            response = visit(client, step)
            assert not response.context["form"].errors
            assert "aria-invalid" not in text_of(response)

    def test_a_mistyped_place_is_suggested_and_can_be_followed(self, client):
        response = visit(client, "sted", svar="sted", sted="Gjovvikk", hvem="adults")
        (link,) = [
            chip["url"]
            for chip in response.context["suggestions"]
            if chip["label"] == "Gjøvik"
        ]
        answer = client.get(link)
        assert asked_in(answer.url) == (
            "/finn/hvem/",
            {"sted": ["Gjøvik"], "hvem": ["adults"]},
        )

    def test_a_place_with_one_letter_wrong_is_understood_and_leads_on(self, client):
        response = visit(
            client, "sted", 302, svar="sted", sted="Gjovikk", hvem="adults"
        )
        assert asked_in(response.url) == (
            "/finn/hvem/",
            {"sted": ["Gjovikk"], "hvem": ["adults"]},
        )

    @pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
    @pytest.mark.parametrize(
        ("step", "asked"),
        [
            ("sted", {"svar": "sted"}),
            ("hvem", {"svar": "situasjon"}),
            ("hvem", {"svar": "hvem", "situasjon": "helse"}),
            ("behov", {"svar": "behov"}),
            ("kanal", {"svar": "kanal"}),
        ],
    )
    def test_the_way_past_a_question_is_called_the_same_wherever_it_is_told(
        self, client, step, asked, prefix
    ):
        page = visit(client, step, prefix=prefix, **asked)
        with translation.override(prefix.strip("/") or "nb"):
            skip = str(page.context["words"].skip)
            missing = str(page.context["words"].missing)
        assert skip in missing
        assert f">{skip}<" in text_of(page)


# Places


@pytest.mark.usefixtures("portal_data")
class TestPlaces:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("2815", "2815"),
            (" 28 15 ", "2815"),
            ("２８１５", "2815"),
            ("2815 Gjøvik", "2815 Gjøvik"),
            ("gjovik", "gjovik"),
            ("Kárášjohka", "Kárášjohka"),
            ("Longyearbyen", "Longyearbyen"),
            ("Innlandet fylke", "Innlandet fylke"),
        ],
    )
    def test_a_place_leads_on_to_the_next_question(self, client, typed, kept):
        response = visit(client, "sted", 302, svar="sted", sted=typed)
        assert asked_in(response.url) == ("/finn/hvem/", {"sted": [kept]})

    def test_a_name_of_several_places_is_asked_about(self, client):
        response = visit(client, "sted", svar="sted", sted="Herøy", behov="job_search")
        assert "«Herøy»" in title_of(response) or "“Herøy”" in title_of(response)
        following = [asked_in(link) for link in links_of(response)]
        for place in ("Herøy (Nordland)", "Herøy (Møre og Romsdal)"):
            expected = {"sted": [place], "behov": ["job_search"]}
            assert ("/finn/hvem/", expected) in following
        # Back, and to write another place: what was typed stands in the field.
        again = client.get(response.context["previous"])
        assert 'value="Herøy"' in text_of(again)

    def test_a_place_that_is_gone_is_told_and_leads_on(self, client):
        response = visit(client, "sted", prefix="/en", svar="sted", sted="Søgne")
        assert title_of(response).startswith("Søgne is Kristiansand today")
        expected = {"sted": ["Kristiansand (Agder)"]}
        assert ("/en/finn/hvem/", expected) in map(asked_in, links_of(response))

    def test_a_county_that_was_divided_lets_one_choose(self, client):
        response = visit(client, "sted", svar="sted", sted="Viken")
        found = [choice["label"] for choice in response.context["choices"]]
        assert {"Akershus", "Buskerud", "Østfold"} <= set(found)
        for choice in response.context["choices"]:
            assert asked_in(choice["url"])[0] == "/finn/hvem/"

    def test_not_telling_is_the_whole_country(self, client):
        response = visit(client, "sted", sted="Gjøvik", hvem="adults")
        skip = response.context["skip_url"]
        assert asked_in(skip) == ("/finn/hvem/", {"hvem": ["adults"]})


# The way through


@pytest.mark.usefixtures("portal_data")
class TestJourney:
    def test_each_answer_leads_to_the_next_question_and_last_to_the_results(
        self, client
    ):
        kept = {}
        for step, answer, following in [
            ("sted", {"sted": "2815"}, "/finn/hvem/"),
            ("hvem", {"situasjon": "uten-jobb", "hvem": "dismissed"}, "/finn/behov/"),
            ("behov", {"behov": ["job_search", "job_change"]}, "/finn/kanal/"),
            ("kanal", {"kanal": "phone"}, "/finn/"),
        ]:
            response = visit(client, step, 302, svar=step, **kept, **answer)
            path, kept = asked_in(response.url)
            assert path == following
        assert kept == {
            "sted": ["2815"],
            "hvem": ["dismissed"],
            "behov": ["job_change", "job_search"],
            "kanal": ["phone"],
        }
        assert client.get(response.url).status_code == 200

    def test_skipping_everything_ends_at_what_is_for_everyone(self, client):
        address = "/finn/sted/"
        for following in ["/finn/hvem/", "/finn/behov/", "/finn/kanal/", "/finn/"]:
            address = client.get(address).context["skip_url"]
            assert urlsplit(address).path == following
        assert asked_in(address)[1] == {"hvem": ["everyone"]}
        assert client.get(address).context["answer"].results

    @pytest.mark.parametrize("step", STEPS)
    def test_every_other_answer_travels_with_the_form(self, client, step):
        keep = visit(client, step, **EVERYTHING).context["keep"]
        expected = dict(EVERYTHING)
        if step != "hvem":
            del expected[step]
        for name, value in expected.items():
            values = value if isinstance(value, list) else [value]
            found = [each for each_name, each in keep if each_name == name]
            assert sorted(found) == sorted(values)

    @pytest.mark.parametrize(
        ("step", "previous"),
        [
            ("sted", "/finn/"),
            ("hvem", "/finn/sted/"),
            ("behov", "/finn/hvem/"),
            ("kanal", "/finn/behov/"),
        ],
    )
    def test_back_keeps_every_answer(self, client, step, previous):
        path, found = asked_in(visit(client, step, **EVERYTHING).context["previous"])
        assert path == previous
        found.pop("situasjon", None)
        assert {name: sorted(values) for name, values in found.items()} == {
            name: sorted(value) if isinstance(value, list) else [value]
            for name, value in EVERYTHING.items()
        }

    def test_back_from_a_narrower_group_finds_it_chosen(self, client):
        previous = visit(client, "behov", hvem="laid_off").context["previous"]
        response = client.get(previous)
        chosen = [o["value"] for o in response.context["first"] if o["is_chosen"]]
        assert chosen == ["laid_off"]
        response = client.get(response.context["previous"])
        chosen = [o["value"] for o in response.context["first"] if o["is_chosen"]]
        assert chosen == ["uten-jobb"]

    @pytest.mark.parametrize(
        ("step", "answer"),
        [
            ("sted", {"svar": "sted", "sted": "Lom"}),
            ("hvem", {"svar": "situasjon", "situasjon": "forelder"}),
            ("hvem", {"svar": "hvem", "situasjon": "helse", "hvem": "on_sick_leave"}),
            ("behov", {"svar": "behov", "behov": "job_search"}),
            ("kanal", {"svar": "kanal", "kanal": "chat"}),
        ],
    )
    def test_one_answer_changed_leads_straight_back_to_the_results(
        self, client, step, answer
    ):
        response = visit(client, step, 302, **EVERYTHING | answer, endre="1")
        path, found = asked_in(response.url)
        assert path == "/finn/"
        assert "endre" not in found
        assert found["q"] == ["cv"]
        page = visit(client, step, **EVERYTHING, endre="1")
        assert urlsplit(page.context["previous"]).path == "/finn/"
        assert urlsplit(page.context["skip_url"]).path == "/finn/"
        assert ("endre", "1") in page.context["keep"]

    def test_changing_travels_through_the_second_page_of_groups(self, client):
        page = visit(client, "hvem", situasjon="skole", endre="1")
        assert ("endre", "1") in page.context["keep"]
        assert asked_in(page.context["previous"]) == ("/finn/hvem/", {"endre": ["1"]})

    def test_only_what_is_answered_is_chosen_beforehand(self, client):
        for step in STEPS:
            assert " checked" not in text_of(visit(client, step))
        assert (
            text_of(visit(client, "behov", behov="job_search")).count(" checked") == 1
        )

    def test_what_is_chosen_is_never_folded_away(self, client):
        folded = visit(client, "behov", hvem="counsellors")
        opened = visit(client, "behov", hvem="counsellors", behov="job_search")
        assert not folded.context["is_rest_open"]
        assert opened.context["is_rest_open"]
        assert '<details class="ds-details" open>' in text_of(opened)

    @pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
    def test_each_page_has_its_own_title_and_one_heading(self, client, prefix):
        pages = [visit(client, step, prefix=prefix) for step in STEPS]
        pages += [
            visit(client, "hvem", prefix=prefix, situasjon=situation)
            for situation in ["skole", "uten-jobb", "helse", "annet"]
        ]
        assert len({title_of(page) for page in pages}) == len(pages)
        for page in pages:
            text = text_of(page)
            assert text.count("<h1") == 1
            assert "<legend><h1>" in text or "<h1><label" in text

    def test_the_front_page_and_the_finder_lead_to_the_first_question(self, client):
        for address in ["/", "/finn/"]:
            assert "/finn/sted/" in links_of(client.get(address))
        assert "/en/finn/sted/" in links_of(client.get("/en/"))


# Hostile, and in bulk


@pytest.mark.usefixtures("portal_data")
class TestAnythingGoes:
    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize(
        "asked",
        [
            {"sted": "x" * 10_000},
            {"hvem": ["x" * 10_000] * 3, "behov": "<b>", "kanal": "'; --"},
            {"sted": ["Gjøvik", "Lom"], "hvem": ["adults", "adults"]},
            {"situasjon": ["skole", "x" * 5_000], "endre": ["", "9" * 50]},
            {"sted": "\u200b\u202e", "q": "\ud7ff", "alder": "abc", "sprak": "zz"},
            {"sted": "(((((((((,,,,, i i i i"},
            {"sted": "²²²²"},
        ],
    )
    def test_strange_input_gets_a_page(self, client, step, asked):
        for sent in ["", "sted", "hvem", "situasjon", "behov", "kanal", "tull"]:
            query = urlencode({**asked, "svar": sent}, doseq=True)
            response = client.get(f"/finn/{step}/?{query}")
            assert response.status_code in {200, 302}
            assert b"<b>" not in response.content
            if response.status_code == 302:
                assert urlsplit(response.url).netloc == ""
                assert urlsplit(response.url).path.startswith("/finn/")

    @pytest.mark.parametrize("step", STEPS)
    def test_nul_characters_are_refused(self, client, step):
        assert client.get(f"/finn/{step}/?svar={step}&sted=a%00").status_code == 400

    @pytest.mark.parametrize("step", STEPS)
    def test_what_is_no_answer_is_told(self, client, step):
        assert "tull" in text_of(visit(client, step, behov="tull", kanal="tull"))

    @pytest.mark.parametrize("step", STEPS)
    def test_the_pages_are_only_read(self, client, step):
        assert client.post(f"/finn/{step}/").status_code == 405

    @pytest.mark.parametrize(
        ("step", "asked"),
        [
            ("sted", {}),
            ("sted", {"svar": "sted", "sted": "Herøy"}),
            ("sted", {"svar": "sted", "sted": "Gjovikk"}),
            ("sted", {"svar": "sted", "sted": "2815"}),
            ("hvem", {"sted": "Gjøvik"}),
            ("hvem", {"situasjon": "annet"}),
            ("behov", EVERYTHING),
            ("kanal", EVERYTHING),
        ],
    )
    def test_a_page_costs_few_queries_stores_nothing_and_sets_no_cookie(
        self, client, step, asked
    ):
        address = f"/finn/{step}/?{urlencode(asked, doseq=True)}"
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code in {200, 302}
        assert len(queries) <= 6
        assert all(query["sql"].startswith(("SELECT", "(SELECT")) for query in queries)
        assert not response.cookies
        assert "Vary" not in response.headers
        assert client.get(address).content == response.content
