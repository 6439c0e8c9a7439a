"""What each column of the files means, in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import ImportFile

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: its name in the header, what it says, an example, if it must be."""

    name: str
    about: Words
    example: str = ""
    is_required: bool = False


ADDRESS = _(
    "The last part of the address of the page: small letters, digits and hyphens. It"
    " tells which row the line is about, so it never changes."
)
PHONE = _("Telephone number.")
EMAIL = _("E-mail of the organisation, not of a person.")
WEB = _("Address on the web.")
SOURCE = _("Where the facts are from.")
STATUS = _(
    "published, draft or historical. Empty means published: everybody can read it then."
)
COUNTY = _("The county’s number, two digits.")
MUNICIPALITY = _("The municipality’s number, four digits.")
YES_NO = _("yes, no, or empty when it is not known.")

PARTNERS = (
    Column("slug", ADDRESS, "eksempel-kommune", True),
    Column("name", _("Name of the organisation."), "Eksempel kommune", True),
    Column(
        "kind",
        _(
            "One of: county_council, nav, guidance_centre, municipality,"
            " regional_council, state_agency, school, higher_education,"
            " adult_education, social_partner, business, other."
        ),
        "municipality",
        True,
    ),
    Column("organisation_number", _("Nine digits.")),
    Column("county_code", COUNTY, "34"),
    Column("municipality_code", MUNICIPALITY, "3407"),
    Column("parent", _("The slug of the organisation it belongs to.")),
    Column("predecessor", _("The slug of the organisation that was there before it.")),
    Column("website", WEB, "https://example.org/"),
    Column("phone", PHONE),
    Column("email", EMAIL),
    Column("source", SOURCE, "example.org"),
)
CENTRES = (
    Column("id", ADDRESS, "eksempelsenteret", True),
    Column("name", _("Name of the place."), "Eksempelsenteret", True),
    Column(
        "kind",
        _(
            "One of: career_centre, nav_office, school, adult_education,"
            " vocational_college, university, student_career_centre,"
            " follow_up_service, other."
        ),
        "career_centre",
        True,
    ),
    Column("partner", _("The slug of the partner that runs the place.")),
    Column("parent", _("The id of the place that this is a branch of.")),
    Column(
        "serves_municipality_codes",
        _("Municipalities it serves, with spaces between. Empty: the whole county."),
        "3407 3443",
    ),
    Column("county_code", COUNTY, "34"),
    Column("municipality_code", MUNICIPALITY, "3407"),
    Column("address", _("Street and number."), "Eksempelveien 1"),
    Column("postal_code", _("Four digits."), "2815"),
    Column("phone", PHONE),
    Column("email", EMAIL),
    Column("web", WEB, "https://example.org/"),
    Column("lat", _("Latitude in degrees, with a point."), "60.7957"),
    Column("lon", _("Longitude in degrees, with a point."), "10.6916"),
    Column(
        "opening_hours",
        _(
            "Opening hours as OpenStreetMap writes them. Empty leaves the hours as they"
            " are; other hours replace all of them, with their notes."
        ),
        "Mo-Fr 09:00-15:00; PH off",
    ),
    Column("step_free", YES_NO, "yes"),
    Column("status", STATUS, "draft"),
    Column("as_of", _("The date of the source: 2026-11-23, 2026-11 or 2026.")),
    Column("source", SOURCE, "example.org"),
)
NAME = _("Name in this language; bokmål or nynorsk must be there.")
SUMMARY = _("In short: what one gets. Bokmål or nynorsk is needed to publish.")
WORDS = _(
    "Words of the portal’s lists, with spaces between. The workbook has them on its"
    " second sheet."
)
SERVICES = (
    Column("id", ADDRESS, "eksempeltilbudet", True),
    Column("provider", _("The slug of the partner that gives it."), "", True),
    Column("name_nb", NAME, "Eksempeltilbudet"),
    Column("name_nn", NAME),
    Column("name_en", NAME),
    Column("summary_nb", SUMMARY, "Et eksempel."),
    Column("summary_nn", SUMMARY),
    Column("summary_en", SUMMARY),
    Column("target_groups", WORDS),
    Column("needs", WORDS),
    Column("channels", WORDS),
    Column("languages", _("Two letters for each, with spaces between."), "nb nn en"),
    Column("national", _("yes when it is for the whole country, otherwise empty.")),
    Column("county_codes", _("Counties it is for, with spaces between."), "34"),
    Column("municipality_codes", _("Municipalities it is for, with spaces between.")),
    Column("centres", _("The ids of the places that give it, with spaces between.")),
    Column("age_from", _("The lowest age, in years.")),
    Column("age_to", _("The highest age, in years.")),
    Column("price", _("free, or what it costs."), "free"),
    Column("referral_required", YES_NO, "no"),
    Column("url", WEB, "https://example.org/"),
    Column("phone", PHONE),
    Column("email", EMAIL),
    Column("outcome_nb", _("What one leaves with. Needed to publish."), "Et eksempel."),
    Column(
        "checked_on",
        _(
            "The day of the source, as 2026-11-23. This is no confirmation: you confirm"
            " the facts on a page of its own."
        ),
    ),
    Column("status", STATUS, "draft"),
    Column("source", SOURCE, "example.org"),
)
COLUMNS = {
    str(ImportFile.Kind.PARTNERS): PARTNERS,
    str(ImportFile.Kind.CENTRES): CENTRES,
    str(ImportFile.Kind.SERVICES): SERVICES,
}
