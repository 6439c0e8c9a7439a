"""Two counties with a coordinator each, for tests of partners and people."""

from dataclasses import dataclass, field

from tests.factories import (
    make_county,
    make_membership,
    make_partner,
    make_partnership,
    make_user,
)


def person(partner, role, name):
    """Return a user with a name who acts for a partner."""
    user = make_user(first_name=name, last_name="Eksempel")
    make_membership(user=user, partner=partner, role=role)
    return user


@dataclass
class OneCounty:
    """A county, its council and Nav as partners, and a person in each role."""

    word: str
    people: dict = field(default_factory=dict)

    def __post_init__(self):
        self.county = make_county(name=f"{self.word}fylket")
        self.council = make_partner(
            kind="county_council", county=self.county, name=f"{self.word}rådet"
        )
        self.nav = make_partner(kind="nav", county=self.county, name=f"Nav {self.word}")
        self.partnership = make_partnership(
            county=self.county, members=[self.council, self.nav]
        )
        self.people = {
            "coordinator": person(self.council, "coordinator", f"{self.word}koord"),
            "editor": person(self.nav, "editor", f"{self.word}redaktør"),
            "signatory": person(self.nav, "signatory", f"{self.word}signatar"),
        }


def membership_of(user):
    return user.memberships.get()
