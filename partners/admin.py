"""Partners, and who acts for them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    SOURCE,
    KeepBothTextsForm,
    PortalAdmin,
    PortalTabularInline,
    ReadOnlyAdmin,
    ValidTodayFilter,
    WithAddress,
)
from publishing.forms import OrganisationNumberField

from .calendar_admin import WithCalendar
from .granting import refusal_to_grant
from .models import CalendarAddress, Invitation, Membership, Partner
from .organisation_numbers import OrganisationNumberError, grouped


class WithOrganisationNumber:
    """For the admin of a model with an `organisation_number`."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "organisation_number":
            # Whether the check digit fits, the model's own constraint says.
            kwargs |= {"form_class": OrganisationNumberField, "check": False}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("organisation number"), ordering="organisation_number")
    def spaced_number(self, obj):
        try:
            return obj.organisation_number and grouped(obj.organisation_number)
        except OrganisationNumberError:
            return obj.organisation_number


class MembershipForm(KeepBothTextsForm):
    """A membership, with the roles that the writer may give."""

    writer = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.refusal_to(self.instance.user_id, []):
            for field in self.fields.values():
                field.disabled = True

    def clean(self):
        cleaned = super().clean()
        if self.has_changed():
            roles = [self.initial.get("role"), cleaned.get("role")]
            user = cleaned.get("user") or self.instance.user_id
            sentence = self.refusal_to(getattr(user, "pk", user), roles)
            if sentence:
                self.add_error(None, sentence)
        return cleaned

    def refusal_to(self, holder, roles):
        if self.writer is None:
            return ""
        roles = [role for role in roles if role]
        return refusal_to_grant(self.writer, holder_id=holder, roles=roles)


class MembershipInline(PortalTabularInline):
    model = Membership
    form = MembershipForm
    autocomplete_fields = ("user",)
    fields = ("user", "role", "valid_from", "valid_to", "is_example")
    verbose_name_plural = _("people who act for the partner")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.writer = request.user
        return formset


@admin.register(Partner)
class PartnerAdmin(WithCalendar, WithAddress, WithOrganisationNumber, PortalAdmin):
    list_display = (
        "name_in_order",
        "kind",
        "county",
        "spaced_number",
        "ended_on",
        "short_source",
        "is_example",
    )
    list_filter = ("kind", "is_example", ("county", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("county",)
    search_fields = (
        "name",
        "organisation_number",
        "slug",
        "county__name",
        "municipality__name",
        "email",
    )
    autocomplete_fields = ("county", "municipality", "parent", "predecessor")
    readonly_fields = ("last_edited", "calendar")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)
    history_children = ((Membership, "partner"),)
    fieldsets = (
        (
            _("The organisation"),
            {"fields": ("name", ("kind", "organisation_number"), "slug")},
        ),
        (
            _("Where, and whom it belongs to"),
            {
                "fields": (
                    ("county", "municipality"),
                    ("parent", "predecessor"),
                    "ended_on",
                )
            },
        ),
        (_("Contact"), {"fields": ("website", ("phone", "email"))}),
        (_("Confirming"), {"fields": ("confirm_every_months",)}),
        (_("Calendar"), {"fields": ("calendar",)}),
        SOURCE,
    )

    @admin.display(description=_("name"), ordering="sort_name")
    def name_in_order(self, obj):
        return obj.name


@admin.register(Membership)
class MembershipAdmin(PortalAdmin):
    form = MembershipForm
    list_display = ("user", "role", "partner", "valid_from", "valid_to", "is_example")
    list_filter = (ValidTodayFilter, "role", "is_example")
    list_select_related = ("user", "partner")
    search_fields = (
        "user__username",
        "user__first_name",
        "user__last_name",
        "partner__name",
    )
    autocomplete_fields = ("user", "partner")
    date_hierarchy = "valid_from"
    fieldsets = (
        (
            _("Who acts for whom"),
            {"fields": (("user", "partner"), "role", "is_example")},
        ),
        (_("Period"), {"fields": (("valid_from", "valid_to"),)}),
    )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.writer = request.user
        return form


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ReadOnlyAdmin):
    why_locked = _(
        "The address is made on the page of the partner. It is shown once, and only a"
        " digest of it is kept here."
    )
    list_display = ("partner", "made_at")
    list_select_related = ("partner",)
    search_fields = ("partner__name",)
    date_hierarchy = "made_at"
    fieldsets = ((None, {"fields": ("partner", "made_at")}),)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    why_locked = _(
        "Invitations are sent and withdrawn on the coordinator's own page. The link is"
        " in the e-mail alone; only a digest of it is kept here."
    )
    list_display = ("email", "role", "partner", "made_at", "expires_at", "used_at")
    list_filter = ("role",)
    list_select_related = ("partner",)
    search_fields = ("email", "partner__name")
    date_hierarchy = "made_at"
    fieldsets = (
        (None, {"fields": ("email", ("partner", "role"), ("valid_from", "valid_to"))}),
        (
            _("How it went"),
            {
                "fields": (
                    ("invited_by", "made_at"),
                    ("expires_at", "used_at", "withdrawn_at"),
                    "membership",
                )
            },
        ),
    )
