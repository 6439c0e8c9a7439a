"""Inputs of the admin that take what should never have been sent to them."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def is_key(field, value):
    """Return whether a text that was sent can be a value of a key field."""
    try:
        field.to_python(value)
    except ValidationError:
        return False
    return True


class Forgiving:
    """A searching select that shows nothing for a value that is no key.

    Django's own asks the database for it, and fails before the form can complain.
    `url` is where it searches, '' for the search that all have.
    """

    url = ""

    def get_url(self):
        return self.url or super().get_url()

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in value if is_key(self.field.target_field, key)]
        return super().optgroups(name, keys, attrs)


class ForgivingSelect(Forgiving, AutocompleteSelect):
    pass


class ForgivingSelectMultiple(Forgiving, AutocompleteSelectMultiple):
    pass


def whole_minutes(clock):
    """Refuse seconds: no place opens at them, and opening hours do not know them."""
    if clock.second or clock.microsecond:
        raise ValidationError(_("Write hours and minutes, for example 09.30."))
