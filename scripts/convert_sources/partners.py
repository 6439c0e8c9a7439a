"""County councils, NAV and the municipalities, from organisations.csv."""

from collections import Counter

from .tables import by, read, slugify, source_words

HEADER = (
    "slug,name,kind,organisation_number,county_code,municipality_code,parent,"
    "predecessor,website,phone,email,source"
)


def partners(places):
    """Return the rows of partners.csv: county councils, NAV and municipalities."""
    reviewed = by(read("partners/data/reviewed/organisations.csv"), "slug")
    source_rows = read("partners/data/source/organisations.csv")
    words = source_words("partners")
    shared_names = Counter(row["name"] for row in source_rows)
    rows = []
    for row in source_rows:
        name, kind, parent = row["name"], row["kind"], "skoleeierne"
        if shared_names[name] > 1:
            name = f"{name} ({places.county_names[row['county_code']]})"
        slug = slugify(name)
        if kind.startswith("county_council"):
            kind, parent = "county_council", "fylkeskommunene"
        elif kind == "state_agency":
            slug, kind, parent = "nav", "nav", ""
        judged = reviewed.pop(slug, {})
        source = words[row["verification"]]
        if judged:
            source += f"; {judged['source']}"
        rows.append(
            {
                "slug": slug,
                "name": name,
                "kind": kind,
                "organisation_number": row["organisation_number"],
                "county_code": row["county_code"],
                "municipality_code": row["municipality_code"],
                "parent": parent,
                "predecessor": judged.get("predecessor", ""),
                "website": judged.get("website", ""),
                "phone": judged.get("phone", ""),
                "email": judged.get("email", ""),
                "source": source,
            }
        )
    if reviewed:
        raise KeyError(f"judgements on unknown partners: {sorted(reviewed)}")
    return rows
