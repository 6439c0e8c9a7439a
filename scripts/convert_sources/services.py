"""Services: the facts are the source's, the wording is a person's."""

import re

from .tables import by, read, source_words

HEADER = (
    "id,provider,name_nb,name_nn,name_en,summary_nb,summary_nn,summary_en,"
    "target_groups,needs,channels,languages,national,county_codes,municipality_codes,"
    "centres,age_from,age_to,price,referral_required,url,phone,email,outcome_nb,"
    "checked_on,status,source"
)


def services(centre_rows):
    """Return the rows of services.csv: facts of the source, wording of ours."""
    reviewed = by(read("services/data/reviewed/services.csv"), "id")
    words = source_words("services")
    wording = [
        column for column in HEADER.split(",") if re.match("name|summary", column)
    ]
    rows = []
    for row in read("services/data/source/services.csv"):
        judged = reviewed.pop(row["id"])
        centres = judged["centres"]
        if centres.startswith("kind:"):
            kind = centres.removeprefix("kind:")
            centres = " ".join(
                centre["id"]
                for centre in centre_rows
                if centre["kind"] == kind and centre["status"] == "published"
            )
        rows.append(
            {column: judged[column] for column in wording}
            | {
                "id": row["id"],
                "provider": judged["provider"],
                "target_groups": row["target_groups"],
                "needs": row["needs"],
                "channels": row["channels"],
                "languages": judged["languages"],
                "national": judged["national"],
                "county_codes": judged["county_codes"],
                "centres": centres,
                "age_from": row["age_from"],
                "age_to": judged["age_to"],
                "price": row["price"],
                "referral_required": row["referral_required"],
                "url": judged["url"],
                "phone": judged["phone"],
                "email": judged["email"],
                "outcome_nb": judged["outcome_nb"],
                "status": judged["status"],
                "source": "; ".join(
                    filter(None, (words[row["source"]], judged["further_source"]))
                ),
            }
        )
    if reviewed:
        raise KeyError(f"wording of unknown services: {sorted(reviewed)}")
    return rows
