"""What a token must say: every claim that is wrong, missing or odd is refused."""

from dataclasses import replace

import pytest

from partners.oidc.checks import LEEWAY, Confirmed, Expected, Refused, confirmed

NOW = 1_750_000_000
ISSUER = "https://issuer.example"
EXPECTED = Expected(ISSUER, "portal", "n-0nce", ("substantial", "high"))


def claims(**changed):
    given = {
        "iss": ISSUER,
        "aud": "portal",
        "sub": "pairwise-1",
        "nonce": "n-0nce",
        "iat": NOW - 5,
        "exp": NOW + 60,
        "acr": "high",
    } | changed
    return {name: value for name, value in given.items() if value is not None}


def refusal(given, expected=EXPECTED, now=NOW):
    with pytest.raises(Refused) as refused:
        confirmed(given, expected, now)
    return refused.value.reason


def test_a_token_that_says_all_it_must_confirms_somebody():
    assert confirmed(claims(), EXPECTED, NOW) == Confirmed(ISSUER, "pairwise-1", "high")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": None}, "issuer"),
        ({"iss": "https://other.example"}, "issuer"),
        ({"iss": ISSUER + "/"}, "issuer"),
        ({"iss": [ISSUER]}, "issuer"),
        ({"aud": None}, "audience"),
        ({"aud": "other"}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": "portal other"}, "audience"),
        ({"aud": ["portal", "other"]}, "authorised_party"),
        ({"aud": ["portal", "other"], "azp": "other"}, "authorised_party"),
        ({"azp": "other"}, "authorised_party"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "other"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"exp": None}, "expired"),
        ({"exp": NOW - LEEWAY}, "expired"),
        ({"exp": str(NOW + 60)}, "expired"),
        ({"exp": True}, "expired"),
        ({"exp": float("nan")}, "expired"),
        ({"exp": float("inf")}, "expired"),
        ({"iat": None}, "not_yet_valid"),
        ({"iat": NOW + LEEWAY + 1}, "not_yet_valid"),
        ({"iat": float("nan")}, "not_yet_valid"),
        ({"nbf": NOW + LEEWAY + 1}, "not_yet_valid"),
        ({"nbf": "soon"}, "not_yet_valid"),
        ({"sub": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": 17}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "15021951940"}, "personal_number"),
        ({"sub": "150219 51940"}, "personal_number"),
        ({"sub": "abc", "pid": "abc"}, "personal_number"),
        ({"acr": None}, "acr"),
        ({"acr": "low"}, "acr"),
        ({"acr": "HIGH"}, "acr"),
        ({"acr": ["high"]}, "acr"),
    ],
)
def test_a_wrong_claim_is_refused_by_its_own_reason(changed, reason):
    assert refusal(claims(**changed)) == reason


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW - LEEWAY + 1},
        {"iat": NOW + LEEWAY},
        {"nbf": NOW + LEEWAY},
        {"aud": ["portal"]},
        {"aud": ["portal", "other"], "azp": "portal"},
        {"acr": "substantial"},
        {"exp": NOW + 60.5},
    ],
)
def test_what_is_allowed_at_the_edge_is_let_in(changed):
    assert confirmed(claims(**changed), EXPECTED, NOW).subject == "pairwise-1"


def test_no_nonce_of_ours_lets_nobody_in():
    assert refusal(claims(nonce=""), replace(EXPECTED, nonce="")) == "nonce"


def test_without_accepted_levels_nobody_is_let_in():
    assert refusal(claims(), replace(EXPECTED, acr_values=())) == "acr"


@pytest.mark.parametrize("proved", [None, "yes", NOW - 600 - LEEWAY - 1])
def test_who_proved_it_too_long_ago_is_refused(proved):
    assert refusal(claims(auth_time=proved), replace(EXPECTED, max_age=600)) == (
        "auth_time"
    )


def test_who_proved_it_lately_is_let_in():
    lately = claims(auth_time=NOW - 600)
    assert confirmed(lately, replace(EXPECTED, max_age=600), NOW)
