from django import template

from ..menu import menu_for

register = template.Library()


@register.simple_tag(takes_context=True)
def workspace_menu(context):
    """Return the lines of the side navigation for the reader."""
    return menu_for(context["request"])
