"""Schools, adult education, vocational colleges and universities as places."""

from collections import Counter
from urllib.parse import urlsplit

from .tables import STATUS, by, read, slugify, source_words

KINDS = {
    "upper_secondary": "school",
    "adult_education": "adult_education",
    "vocational_college": "vocational_college",
    "university": "university",
}
# The register writes some abbreviations and clauses as title case.
LETTER_CASE = (
    ("Frederik Ii ", "Frederik II "),
    ("Smi-Skolen", "SMI-skolen"),
    ("Ung Invest Aib", "Ung Invest AIB"),
    ("Kvs-", "KVS-"),
    ("Oslo Vo ", "Oslo VO "),
    ("Rudolf steinerskolen", "Rudolf Steinerskolen"),
    ("Stiftelsen ljabruskolen", "Stiftelsen Ljabruskolen"),
    ("for Elever Med Spesielle Behov", "for elever med spesielle behov"),
    ("for Elever Med Døvblindhet", "for elever med døvblindhet"),
    ("Norsk- og Grunnskoleopplæring", "norsk- og grunnskoleopplæring"),
    ("videregående Avdeling", "videregående avdeling"),
    ("Øystre Slidre Lærlingeverksemda", "Øystre Slidre lærlingeverksemda"),
)
# A school whose page or mailbox lies under such a domain is the county council's.
# Domains of councils that are gone, and vgs.no, say nothing about the owner.
OWNER_DOMAINS = {
    "afk.no": "akershus-fylkeskommune",
    "bfk.no": "buskerud-fylkeskommune",
    "ofk.no": "ostfold-fylkeskommune",
    "rogfk.no": "rogaland-fylkeskommune",
    "telemarkfylke.no": "telemark-fylkeskommune",
    "tromsfylke.no": "troms-fylkeskommune",
    "trondelagfylke.no": "trondelag-fylkeskommune",
    "vestfoldfylke.no": "vestfold-fylkeskommune",
}
# Mailboxes of a school, not of a person; a person's address is not published.
SCHOOL_MAILBOXES = {
    "postmottak.Kongshavn.vgs@osloskolen.no",
    "sjh@vlfk.no",
    "vardafjell-vgs@skole.rogfk.no",
}
# The register cuts addresses at this length, and a cut address leads nowhere.
WEBSITE_LIMIT = 100


def website(text):
    """Return the register's address with a scheme, '' when it is no usable address."""
    if not text or "@" in text or len(text) >= WEBSITE_LIMIT:
        return ""
    # The register prints no scheme; browsers try https first for such a link.
    address = urlsplit(f"http://{text}")
    return address._replace(netloc=address.netloc.lower()).geturl()


def owner_of(row, name, partner_rows):
    """Return the slug of the partner that a source proves to own a school, or ''.

    Proof is a page or mailbox under the owner's own domain, or the owner's name at
    the beginning of the school's. The owner must lie where the school lies.
    """
    host = row["website"].split("/")[0].rpartition("@")[2].lower()
    for domain, slug in OWNER_DOMAINS.items():
        if host == domain or host.endswith(f".{domain}"):
            owner = partner_rows[slug]
            return slug if owner["county_code"] == row["county_code"] else ""
    for slug, owner in partner_rows.items():
        if owner["municipality_code"] != row["municipality_code"]:
            continue
        if owner["kind"] == "municipality" and (
            name.startswith(f"{owner['name']} ")
            or host.removeprefix("www.")
            == f"{slug.removesuffix('-kommune')}.kommune.no"
        ):
            return slug
    return ""


def schools(places, partner_rows, taken, joined):
    """Return ([row], {id: organisation number}) of schools.csv as centres.

    `taken` are ids already in use; schools whose number is in `joined` are left out,
    for they stand among the career centres.
    """
    reviewed = by(
        read("guidance_centres/data/reviewed/schools.csv"), "organisation_number"
    )
    source_rows = [
        row
        for row in read("guidance_centres/data/source/schools.csv")
        if row["organisation_number"] not in joined
    ]
    names = {}
    for row in source_rows:
        name = row["name"]
        for wrong, right in LETTER_CASE:
            name = name.replace(wrong, right)
        judged = reviewed.get(row["organisation_number"], {})
        names[row["organisation_number"]] = judged.get("name") or name
    ids = school_ids(source_rows, names, places, taken)
    words = source_words("guidance_centres")
    rows, numbers = [], {}
    for row in source_rows:
        number = row["organisation_number"]
        judged = reviewed.pop(number, {})
        serves = judged.get("serves_municipality_codes") or ""
        if not serves and row["kind"] == "adult_education":
            serves = row["municipality_code"]
        rows.append(
            {
                "id": ids[number],
                "name": names[number],
                "kind": KINDS[row["kind"]],
                "partner": judged.get("partner")
                or owner_of(row, names[number], partner_rows),
                "parent": judged.get("parent", ""),
                "serves_municipality_codes": "" if serves == "-" else serves,
                "county_code": row["county_code"],
                "municipality_code": row["municipality_code"],
                "phone": row["phone"],
                "email": row["website"] if row["website"] in SCHOOL_MAILBOXES else "",
                "web": website(row["website"]),
                "status": STATUS[row["status"]],
                "as_of": row["as_of"],
                "source": words[row["source"]],
            }
        )
        numbers[ids[number]] = number
    if reviewed:
        raise KeyError(f"judgements on unknown schools: {sorted(reviewed)}")
    return rows, numbers


def school_ids(rows, names, places, taken):
    """Return {organisation number: id}: the name, where needed with the municipality.

    Schools of one name in one municipality get the organisation number instead.
    """

    def candidates(row):
        number = row["organisation_number"]
        base = slugify(names[number])
        code = row["municipality_code"]
        local = slugify(f"{base} {places.name(code)}") if code else base
        return base, local, f"{base}-{number}"

    used = [Counter(taken), Counter(taken)]
    for row in rows:
        base, local, _ = candidates(row)
        used[0][base] += 1
        used[1][local] += 1
    ids = {}
    for row in rows:
        base, local, numbered = candidates(row)
        if used[0][base] == 1:
            ids[row["organisation_number"]] = base
        elif used[1][local] == 1:
            ids[row["organisation_number"]] = local
        else:
            ids[row["organisation_number"]] = numbered
    return ids
