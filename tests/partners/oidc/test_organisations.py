"""Which organisation a token names, in all the ways issuers write it."""

import pytest

from partners.oidc.organisations import organisation_numbers

NUMBER, OTHER = "987464291", "974760673"
AUTHORITY = "iso6523-actorid-upis"


def service(*ids, authority=AUTHORITY):
    """Return what Ansattporten says of a service of Altinn 2."""
    return {
        "resource": "urn:altinn:resource:2480:40",
        "type": "ansattporten:altinn:service",
        "reportees": [
            {"Rights": ["Read"], "Authority": authority, "ID": each, "Name": "EKSEMPEL"}
            for each in ids
        ],
    }


def resource(*ids):
    """Return what Ansattporten says of a resource of Altinn 3."""
    return {
        "type": "ansattporten:altinn:resource",
        "authorized_parties": [
            {
                "orgno": {"authority": AUTHORITY, "ID": each},
                "resource": "eksempel",
                "unit_type": "AS",
            }
            for each in ids
        ],
    }


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (NUMBER, (NUMBER,)),
        ("987 464 291", (NUMBER,)),
        (f"0192:{NUMBER}", (NUMBER,)),
        ({"authority": AUTHORITY, "ID": f"0192:{NUMBER}"}, (NUMBER,)),
        ([NUMBER, OTHER, NUMBER], (NUMBER, OTHER)),
        ([service(f"0192:{NUMBER}")], (NUMBER,)),
        ([service(f"0192:{NUMBER}", f"0192:{OTHER}")], (NUMBER, OTHER)),
        ([service(f"0192:{NUMBER}"), service(f"0192:{NUMBER}")], (NUMBER,)),
        ([resource(f"0192:{NUMBER}")], (NUMBER,)),
        (
            [{"type": "ansattporten:entra", "orgno": {"ID": f"0192:{NUMBER}"}}],
            (NUMBER,),
        ),
        # A person who acts for nobody, and what is no organisation of Norway.
        ([service("0192:15021951940")], ()),
        ([service("15021951940")], ()),
        ([service(f"0007:{NUMBER}")], ()),
        ([service(f"0192:{NUMBER}", authority="something-else")], ()),
        (f"0192:0192:{NUMBER}", ()),
        ("987464292", ()),
        ("", ()),
        (None, ()),
        (987464291, ()),
        (True, ()),
        ([], ()),
        ({}, ()),
        ([{"name": NUMBER}], ()),
        ([[[[[[[[NUMBER]]]]]]]], ()),
    ],
)
def test_numbers_are_read_and_the_rest_is_passed_over(value, found):
    assert organisation_numbers({"claim": value}, "claim") == found


def test_a_claim_may_lie_inside_another():
    claims = {"consumer": {"ID": f"0192:{NUMBER}"}}
    assert organisation_numbers(claims, "consumer.ID") == (NUMBER,)
    assert organisation_numbers(claims, "consumer.ID.deeper") == ()
    assert organisation_numbers(claims, "missing") == ()


def test_only_the_claim_of_the_settings_counts():
    assert organisation_numbers({"other": NUMBER, "claim": OTHER}, "claim") == (OTHER,)
