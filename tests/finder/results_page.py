"""Ask the finder's page, and read its answer."""

from urllib.parse import urlencode

from tests import factories as make


def search(client, **asked):
    response = client.get(f"/finn/?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200
    return response


def slugs(response):
    return [found.offer.slug for found in response.context["answer"].results]


def card_of(response, slug):
    cards = response.context["recommended"] + response.context["others"]
    (card,) = [card for card in cards if card.service.slug == slug]
    return card


def reasons(response, slug):
    return {reason.code: reason.text for reason in card_of(response, slug).reasons}


def text_of(response):
    return response.content.decode()


def local(country, slug, **given):
    """Return a service for adults who change jobs, in the whole county."""
    service = make.make_service(
        slug=slug,
        **{"target_groups": [country.adults], "needs": [country.job_change]} | given,
    )
    service.counties.add(country.county)
    return service


def promise(country, partner, involvement="leads"):
    """Let the partner have the task in the whole county, by an agreement in force."""
    members = [
        make.make_partner(kind="county_council", county=country.county),
        make.make_partner(kind="nav", county=country.county),
        partner,
    ]
    partnership = make.make_partnership(county=country.county, members=members)
    version = make.make_version(agreement=make.make_agreement(partnership=partnership))
    for member in members:
        make.make_party(version=version, partner=member)
    make.make_responsibility(
        version=version,
        party=version.parties.get(partner=partner),
        clause=make.make_clause(version=version, number="8.2"),
        task=make.make_task(name_nb="Veilede", needs=[country.job_change]),
        target_groups=[country.adults],
        involvement=involvement,
    )
    make.sign(version)
    return version
