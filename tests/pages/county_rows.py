"""What the tests of the county pages share: an agreement with tasks, and addresses."""

from tests import factories as make


def signed_chart():
    """Return a version in force, with two responsibilities for adults in a county."""
    county = make.make_county()
    lom, skjak = (
        make.make_municipality(county=county, name=name) for name in ("Lom", "Skjåk")
    )
    make.make_municipality(county=county, name="Gjøvik")
    partnership = make.make_partnership(county=county)
    adults = make.make_target_group(slug="adults", name_nb="voksne")
    make.make_target_group(slug="laid_off", name_nb="permitterte", broader=adults)
    make.make_target_group(slug="prisoners", name_nb="innsatte")
    version = make.make_version(agreement=make.make_agreement(partnership=partnership))
    make.make_content(version)
    make.make_responsibility(
        version=version,
        task=make.make_task(name_nb="Veilede ved jobbskifte"),
        party=version.parties.first(),
        clause=make.make_clause(version=version, number="8.2"),
        involvement="leads",
        target_groups=[adults],
        municipalities=[lom, skjak],
    )
    return make.sign(version)


def roles_address(version, query=""):
    county = version.agreement.partnership.county
    return f"/fylker/{county.slug}/roller/{query}"
