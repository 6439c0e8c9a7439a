"""Career centres and Nav offices as places to visit."""

import re

from .tables import STATUS, by, read, slugify, source_words, with_point

HEADER = (
    "id,name,kind,partner,parent,serves_municipality_codes,county_code,"
    "municipality_code,address,postal_code,phone,email,web,lat,lon,opening_hours,"
    "step_free,status,as_of,source"
)


def career_centres(places):
    """Return ({id: row}, {id: organisation number}) of guidance_centres.csv."""
    reviewed = by(read("guidance_centres/data/reviewed/career_centres.csv"), "id")
    words = source_words("guidance_centres")
    rows, numbers = {}, {}
    for row in read("guidance_centres/data/source/guidance_centres.csv"):
        judged = reviewed.pop(row["id"])
        rows[row["id"]] = with_point(
            {
                "id": row["id"],
                "name": judged["name"] or row["name"],
                "kind": judged["kind"],
                "partner": judged["partner"],
                "parent": judged["parent"],
                "serves_municipality_codes": judged["serves_municipality_codes"],
                "county_code": row["county_code"],
                "municipality_code": row["municipality_code"],
                "address": row["address"],
                "postal_code": row["postal_code"],
                "phone": row["phone"],
                "email": row["email"],
                "web": row["web"],
                "status": STATUS[row["status"]],
                "as_of": row["as_of"],
                "source": words[row["source"]],
            },
            places,
        )
        number = re.search(r"Organisation number (\d{9})", row["note"])
        if number:
            numbers[row["id"]] = number[1]
    if reviewed:
        raise KeyError(f"judgements on unknown centres: {sorted(reviewed)}")
    return rows, numbers


def nav_offices(places):
    """Return the rows of nav_offices.csv as centres."""
    county_of = by(
        read("guidance_centres/data/reviewed/nav_counties.csv"), "unit_number"
    )
    words = source_words("guidance_centres")
    rows = []
    for row in read("guidance_centres/data/source/nav_offices.csv"):
        codes = row["municipality_codes"].split()
        counties = {code[:2] for code in codes}
        if len(counties) == 1:
            county = counties.pop()
        else:
            county = county_of[row["unit_number"]]["county_code"]
        postal = places.postal_codes.get(row["postal_code"], {})
        seat = codes[0] if len(codes) == 1 else postal.get("municipality_code", "")
        rows.append(
            with_point(
                {
                    "id": slugify(row["name"]),
                    "name": row["name"],
                    "kind": "nav_office",
                    "partner": "nav-innlandet" if county == "34" else "nav",
                    "serves_municipality_codes": " ".join(codes),
                    "county_code": county,
                    "municipality_code": seat,
                    "address": row["address"],
                    "postal_code": row["postal_code"],
                    "phone": row["phone"],
                    "status": STATUS[row["status"]],
                    "as_of": row["as_of"],
                    "source": words[row["source"]],
                },
                places,
            )
        )
    return rows
