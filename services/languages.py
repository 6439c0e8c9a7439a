"""Languages that guidance is given in, and what they are called."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

# Those that the pages themselves are written in come first.
WRITTEN = {
    "nb": _("Norwegian Bokmål"),
    "nn": _("Norwegian Nynorsk"),
    "en": _("English"),
    "se": _("Northern Sami"),
}
# Spoken by many in Norway, and without a name in Django.
MORE_LANGUAGES = {
    "am": _("Amharic"),
    "ku": _("Kurdish"),
    "om": _("Oromo"),
    "ps": _("Pashto"),
    "so": _("Somali"),
    "ti": _("Tigrinya"),
    "tl": _("Filipino"),
    "zh": _("Chinese"),
}


# Spoken by many in Norway, and named by Django.
SPOKEN = ("ar", "de", "es", "fa", "fr", "lt", "pl", "ro", "ru", "th", "tr", "uk", "vi")


def language_name(code: str) -> str:
    """Return what a language is called in the reader's one.

    A code that nobody has a name for is its own.
    """
    names = WRITTEN | MORE_LANGUAGES
    english = LANG_INFO.get(code, {}).get("name", code)
    return str(names[code] if code in names else _(english))


def language_choices(also=()):
    """Return (code, name) of languages to choose from, and of `also` whatever they are.

    Those that are spoken by many in Norway; a code that is there already stays there.
    """
    offered = [*WRITTEN, *SPOKEN, *MORE_LANGUAGES]
    codes = [*offered, *(code for code in also if code not in offered)]
    return [(code, language_name(code)) for code in dict.fromkeys(codes)]
