"""The command: convert everything, or check that it has been done."""

import argparse
import sys

from . import __doc__ as description
from . import centres, partners, services
from .schools import schools
from .tables import ROOT, Places, as_csv, by, read


def convert():
    """Return {path under the root: CSV text} of everything this script writes."""
    places = Places()
    partner_rows = partners.partners(places)
    known_partners = [
        *read("partners/data/partners_base.csv"),
        *partner_rows,
        *read("partners/data/partners_extra.csv"),
    ]
    centre_rows, numbers = centres.career_centres(places)
    offices = centres.nav_offices(places)
    taken = [*centre_rows, *(office["id"] for office in offices)]
    school_rows, school_numbers = schools(
        places, by(known_partners, "slug"), taken, set(numbers.values())
    )
    all_centres = [*centre_rows.values(), *offices, *school_rows]
    by(all_centres, "id")
    return {
        "partners/data/partners.csv": as_csv(partners.HEADER, partner_rows),
        "guidance_centres/data/centres.csv": as_csv(centres.HEADER, all_centres),
        "guidance_centres/data/organisation_numbers.csv": as_csv(
            "id,organisation_number",
            [
                {"id": id_, "organisation_number": number}
                for id_, number in (numbers | school_numbers).items()
            ],
        ),
        "services/data/services.csv": as_csv(
            services.HEADER, services.services(all_centres)
        ),
        "services/data/service_dates.csv": as_csv(
            "id,as_of",
            [
                {"id": row["id"], "as_of": row["as_of"]}
                for row in read("services/data/reviewed/services.csv")
            ],
        ),
    }


def main(arguments=None):
    """Write the files, or with --check compare them. Return the exit status."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    changed = []
    for path, text in convert().items():
        target = ROOT / path
        if target.exists() and target.read_bytes() == text.encode():
            continue
        changed.append(path)
        if not check:
            target.write_bytes(text.encode())
    for path in changed:
        print(f"{'differs' if check else 'written'}: {path}")
    if not changed:
        print("Everything is up to date.")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
