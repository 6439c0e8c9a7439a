"""Norwegian organisation numbers: nine digits, the last one a check (modulus 11)."""

from __future__ import annotations

import re
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.no import orgnr

LENGTH = 9


class OrganisationNumberError(ValueError):
    """Text that is no organisation number; `code` and `params` say why.

    Codes: not_digits, length (params `expected`, `found`), checksum.
    """

    def __init__(self, code: str, **params: int) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def normalise(text: str) -> str:
    """Return the text without white space, dots and invisible characters.

    Digits of full width become ordinary ones. Says nothing of validity.
    """
    ordinary = unicodedata.normalize("NFKC", text)
    kept = "".join(
        letter
        for letter in ordinary
        if not letter.isspace()
        and letter != "."
        and unicodedata.category(letter) != "Cf"
    )
    # Letters that met again may have a composed form.
    return unicodedata.normalize("NFKC", kept)


def validated(text: str) -> str:
    """Return the nine digits of what somebody typed or raise OrganisationNumberError.

    That a number is right does not mean that the register has it.
    """
    number = normalise(text)
    if not re.fullmatch("[0-9]+", number):
        raise OrganisationNumberError("not_digits")
    if len(number) != LENGTH:
        raise OrganisationNumberError("length", expected=LENGTH, found=len(number))
    # Modulus 11 lets nine zeroes pass; the register gives out no such numbers.
    if number.startswith("0"):
        raise OrganisationNumberError("checksum")
    try:
        orgnr.validate(number)
    except ValidationError as error:
        raise OrganisationNumberError("checksum") from error
    return number


def is_valid(text: str) -> bool:
    """Return whether `validated` would accept the text."""
    try:
        validated(text)
    except OrganisationNumberError:
        return False
    return True


def grouped(text: str) -> str:
    """Return a valid number as it is printed, `920 717 152`; raise as `validated`."""
    number = validated(text)
    return f"{number[:3]} {number[3:6]} {number[6:]}"
