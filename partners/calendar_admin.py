"""The page in admin where a partner's private calendar address is made or ended."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from .calendar_address import end_address, make_address
from .models import CalendarAddress


class WithCalendar:
    """For the admin of partners: a field that leads to the calendar, and its page."""

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.calendar_view)
        address = path(
            "<path:object_id>/kalender/",
            self.admin_site.admin_view(view),
            name="partners_partner_calendar",
        )
        return [address, *super().get_urls()]

    @admin.display(description=_("deadlines in your calendar"))
    def calendar(self, obj):
        if obj.pk is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:partners_partner_calendar", args=[obj.pk]),
            _("The calendar address"),
        )

    def calendar_view(self, request, object_id):
        """Show whether there is an address; POST makes a new one or ends it."""
        partner = self.get_object(request, unquote(object_id))
        if partner is None:
            raise Http404
        if not self.has_change_permission(request, partner):
            raise PermissionDenied
        if request.method == "POST":
            self._change_address(request, partner)
            return HttpResponseRedirect(request.path)
        address = CalendarAddress.objects.filter(partner=partner).first()
        return TemplateResponse(
            request,
            "admin/partners/partner/calendar.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "partner": partner,
                "address": address,
                "title": _("The calendar address"),
                "subtitle": partner.name,
            },
        )

    def _change_address(self, request, partner):
        try:
            if "end" in request.POST:
                end_address(partner, actor=request.user)
                sentence = _("The calendar address is ended.")
            else:
                given_out = make_address(partner, actor=request.user)
                url = request.build_absolute_uri(
                    reverse("partner-calendar", args=[given_out])
                )
                sentence = format_html(
                    "{} <code>{}</code>",
                    _("Here is the new address. Copy it now: it is shown only once."),
                    url,
                )
        except PermissionDenied as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, sentence, messages.SUCCESS)
