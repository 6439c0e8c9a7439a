"""The page that a reminder's link leads to: it confirms without log-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.accounts.private_pages import before_second_factor
from partners.confirming import FactsChanged

from .links import LinkIsVoid, confirm_by_link, find_link, linked_facts


@login_not_required
@before_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link_page(request, token):
    """Show the facts a link tells of; POST confirms one group of them.

    What is no link, or none any more, answers the same.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    link = find_link(token, today)
    if link is None:
        return _answer(request, "workspace/checks/link_void.html", {}, status=404)
    status, notice = 200, ""
    if request.method == "POST":
        key = _key_of(request.POST.get("fakta", ""))
        try:
            confirm_by_link(link, key, on=today, at=now)
        except (LinkIsVoid, FactsChanged):
            status = 409
            notice = _("This was not confirmed. Read below what you can do.")
        else:
            return HttpResponseRedirect(f"{request.path}#fakta-{key}")
    linked = linked_facts(link, today)
    return _answer(
        request,
        "workspace/checks/link.html",
        {
            "link": link,
            "person": link.user.get_full_name() or link.user.get_username(),
            "linked": linked,
            "open_ones": sum(each.state == "open" for each in linked),
            "notice": notice,
        },
        status=status,
    )


def _key_of(text):
    """Return the key that was sent; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _answer(request, template, context, *, status):
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    # The address is a secret, so no request is to name it. «no-referrer» would hide the
    # origin of the form too, which the protection against forged requests asks for.
    response["Referrer-Policy"] = "strict-origin"
    return response
