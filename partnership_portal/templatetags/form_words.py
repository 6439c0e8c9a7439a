"""How forms tell what must be put right."""

from django import template
from django.forms import Field
from django.utils.translation import gettext

register = template.Library()


@register.filter
def told_apart(field):
    """Return the errors of a field in words that are clear away from the field.

    Beside its field «Fill in this field.» is enough; in a list above the form, where
    several may say the same, the field has to be named.
    """
    usual = str(Field.default_error_messages["required"])
    named = gettext("Fill in: %(field)s") % {"field": field.label}
    return [named if error == usual else error for error in field.errors]
