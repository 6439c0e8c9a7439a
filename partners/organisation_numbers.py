"""Organisation numbers, for those who look for them beside partners."""

from publishing.organisation_numbers import (
    OrganisationNumberError,
    grouped,
    is_valid,
    normalise,
    validated,
)

__all__ = ["OrganisationNumberError", "grouped", "is_valid", "normalise", "validated"]
