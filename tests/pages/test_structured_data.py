"""What pages tell search engines: schema.org in one block, equal to what is shown."""

import json
import re
from datetime import date

import pytest
from django.test import RequestFactory

from partnership_portal import structured_data as build
from tests import factories as make

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SITE = "http://testserver"


def graph_of(client, address):
    """Return the nodes of a page by type; there is exactly one block."""
    page = client.get(address).content.decode()
    [text] = BLOCK.findall(page)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def walk(value):
    """Yield every value in a tree of JSON."""
    yield value
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, (dict, list)):
        for child in children:
            yield from walk(child)


# Every page


@pytest.mark.usefixtures("portal_data")
def test_every_page_has_one_block_of_true_addresses_without_empty_values(client):
    pages = [
        *("/", "/finn/?sted=2815", "/tilbud/", "/karrieresentre/", "/om/"),
        *("/tilbud/karriereveiledning-no/", "/tilbud/nav-oppfolging/?sted=Lom"),
        "/tilbud/karrieresenter-individuell/",
        "/karrieresentre/karriere-innlandet-gjovik/",
        *("/partnere/nav/", "/partnere/innlandet-fylkeskommune/"),
        *("/fylker/innlandet/", "/avtaler/oppland/", "/nn/tilbud/", "/en/"),
    ]
    addresses = set()
    for page in pages:
        for value in walk(graph_of(client, page)):
            assert value not in ("", None, [], {}), page
            if isinstance(value, dict) and "@id" in value:
                addresses.add(value["@id"])
    assert len(addresses) > 20
    for address in addresses:
        assert address.startswith(f"{SITE}/")
        assert client.get(address.removeprefix(SITE)).status_code == 200, address


@pytest.mark.usefixtures("portal_data")
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_breadcrumb_is_the_one_that_is_shown(client, language):
    address = f"{language}/karrieresentre/nav-gjovik/"
    page = client.get(address).content.decode()
    shown = page[page.index('<nav class="ds-breadcrumbs') :].partition("</nav>")[0]
    items = graph_of(client, address)["BreadcrumbList"]["itemListElement"]

    assert [item["name"] for item in items] == re.findall(r">([^<>\n]+)</", shown)
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    links = [item["item"].removeprefix(SITE) for item in items if "item" in item]
    assert links == [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', shown)
    ]


@pytest.mark.django_db
def test_the_front_page_tells_where_to_search(client):
    site = graph_of(client, "/nn/")["WebSite"]
    assert site["@id"] == f"{SITE}/nn/"
    assert site["inLanguage"] == "nn"
    action = site["potentialAction"]
    assert action["target"]["urlTemplate"] == (
        f"{SITE}/nn/finn/?q={{search_term_string}}"
    )
    assert action["query-input"] == "required name=search_term_string"


@pytest.mark.django_db
def test_a_page_that_is_not_there_has_no_block(client):
    assert not BLOCK.findall(client.get("/finnes-ikke/").content.decode())


@pytest.mark.django_db
def test_no_text_of_an_editor_can_end_the_block(client):
    hostile = "</script><script>alert(1)</script><!-- & \u2028 ]]>"
    service = make.make_service(name_nb=hostile[:160], summary_nb=hostile)
    page = client.get(service.get_absolute_url()).content.decode()
    [text] = BLOCK.findall(page)
    assert not set("<>&") & set(text)
    node = graph_of(client, service.get_absolute_url())["GovernmentService"]
    assert node["description"] == hostile


# Services, places, partners


@pytest.mark.django_db
def test_a_service_tells_its_facts(client):
    county = make.make_county()
    centre = make.make_centre(name="Senteret")
    service = make.make_service(
        target_groups=[make.make_target_group(name_nb="voksne")],
        needs=[make.make_need(name_nb="bytte jobb")],
        centres=[centre],
        age_from=19,
        languages=["nb", "en"],
        is_free=True,
        referral_required=False,
        phone="22334455",
        source="Eksempelkilden",
        as_of="2025-01-31",
    )
    service.counties.add(county)
    address = service.get_absolute_url()

    node = graph_of(client, address)["GovernmentService"]

    assert node["@id"] == node["url"] == SITE + address
    assert node["name"] == str(service.name)
    assert node["serviceType"] == ["bytte jobb"]
    assert node["provider"]["@id"] == SITE + service.provider.get_absolute_url()
    assert node["areaServed"] == [
        {
            "@type": "AdministrativeArea",
            "@id": SITE + county.get_absolute_url(),
            "name": county.name,
        }
    ]
    assert node["audience"] == [
        {"@type": "PeopleAudience", "audienceType": "voksne", "suggestedMinAge": 19}
    ]
    assert node["offers"] == {"@type": "Offer", "price": 0, "priceCurrency": "NOK"}
    assert node["availableLanguage"] == ["nb", "en"]
    channel = node["availableChannel"]
    assert channel["serviceUrl"] == "https://example.org/tilbud"
    assert channel["servicePhone"]["telephone"] == "+4722334455"
    assert channel["serviceLocation"] == [
        {
            "@type": "Place",
            "@id": SITE + centre.get_absolute_url(),
            "name": "Senteret",
        }
    ]
    assert node["mainEntityOfPage"]["dateModified"] == "2025-01-31"


@pytest.mark.django_db
@pytest.mark.parametrize("is_example", [True, False])
def test_only_a_real_agreement_makes_somebody_responsible(
    client, is_example, time_machine
):
    time_machine.move_to(date(2025, 3, 10), tick=False)
    county = make.make_county()
    council = make.make_partner(kind="county_council", name="Vårt fylke", county=county)
    group, need = make.make_target_group(), make.make_need()
    service = make.make_service(provider=council, target_groups=[group], needs=[need])
    service.counties.add(county)
    partnership = make.make_partnership(county=county)
    agreement = make.make_agreement(partnership=partnership, is_example=is_example)
    version = make.make_version(agreement=agreement)
    for member in partnership.members.all():
        make.make_party(version=version, partner=member)
    task = make.make_task()
    task.needs.add(need)
    make.make_responsibility(
        version=version,
        party=make.make_party(version=version, partner=council),
        clause=make.make_clause(version=version),
        task=task,
        target_groups=[group],
    )
    make.sign(version)

    node = graph_of(client, service.get_absolute_url())["GovernmentService"]

    told = [each["name"] for each in node.get("serviceOperator", [])]
    assert told == ([] if is_example else ["Vårt fylke"])


@pytest.mark.django_db
def test_an_example_says_so_to_machines_too(client):
    service = make.make_service(is_example=True)
    centre = make.make_centre(is_example=True)
    for row, kind in ((service, "GovernmentService"), (centre, "Place")):
        node = graph_of(client, row.get_absolute_url())[kind]
        assert node["disambiguatingDescription"] == "Eksempel"


@pytest.mark.django_db
def test_a_place_tells_where_it_is_and_only_its_own_contact(client):
    county = make.make_county(name="Fjellfylket")
    parent = make.make_centre(phone="33445566")
    centre = make.make_centre(
        county=county,
        parent=parent,
        address="Storgata 1",
        postal_code=make.make_postal_code(code="2815", place="GJØVIK"),
        latitude=60.79,
        longitude=10.69,
        step_free=False,
    )

    node = graph_of(client, centre.get_absolute_url())["Place"]

    assert node["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Storgata 1",
        "postalCode": "2815",
        "addressLocality": "GJØVIK",
        "addressRegion": "Fjellfylket",
        "addressCountry": "NO",
    }
    assert node["geo"]["latitude"] == 60.79
    assert node["amenityFeature"]["value"] is False
    assert "telephone" not in node


@pytest.mark.django_db
def test_an_ended_place_says_so_and_tells_no_hours(client):
    centre = make.make_centre(status="ended")
    make.make_weekly_opening(centre=centre)
    node = graph_of(client, centre.get_absolute_url())["Place"]
    assert "openingHoursSpecification" not in node
    assert node["disambiguatingDescription"] == "Ikke lenger i bruk"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("county_council", "GovernmentOrganization"),
        ("nav", "GovernmentOrganization"),
        ("school", "EducationalOrganization"),
        ("business", "Organization"),
    ],
)
def test_a_partner_tells_what_it_is_and_where_it_belongs(client, kind, told):
    parent = make.make_partner(name="Overordnet")
    partner = make.make_partner(
        kind=kind,
        parent=parent,
        organisation_number="920717152",
        phone="22334455",
        website="https://example.org/",
        ended_on=date(2023, 12, 31),
    )
    make.make_partner(parent=partner, name="Avdelingen")

    node = graph_of(client, partner.get_absolute_url())[told]

    assert node["identifier"]["value"] == "920717152"
    assert node["sameAs"].endswith("/920717152")
    assert node["parentOrganization"]["name"] == "Overordnet"
    assert [each["name"] for each in node["department"]] == ["Avdelingen"]
    assert node["telephone"] == "+4722334455"
    assert node["dissolutionDate"] == "2023-12-31"


def test_addresses_are_those_of_the_request():
    request = RequestFactory().get("/tilbud/", HTTP_HOST="testserver", secure=True)
    node = build.breadcrumb_list([("Tilbud", "")], "/", request.build_absolute_uri)
    assert node["itemListElement"][0]["item"] == "https://testserver/"
