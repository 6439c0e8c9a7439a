"""The deadlines of an agreement: outside what is signed, so they can always move."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    ChoiceRule,
    KeepBothTextsForm,
    ReadOnlyInline,
    WithChoices,
    both_forms,
    state_tag,
)
from publishing.asking import rows_for

from ..ahead.coming_reading import fell_away
from ..models import AgreementVersion, Clause, Deadline, PartnershipMember, Party
from .base import AgreementAppAdmin

WITHDRAWN = AgreementVersion.State.WITHDRAWN
SOON_DAYS = 90


def owners(partners, version):
    """Return the parties of a version, or while it has none, the partnership's members.

    Whoever is a party to some version for None.
    """
    parties = Party.objects.filter(partner=OuterRef("pk"))
    if version is None:
        return partners.filter(Exists(parties))
    if version.parties.exists():
        return partners.filter(Exists(parties.filter(version=version)))
    members = PartnershipMember.objects.filter(
        partner=OuterRef("pk"), partnership__agreements=version.agreement_id
    )
    return partners.filter(Exists(members))


PARTY = ChoiceRule(
    owners,
    _(
        "One of the parties of the version sees to a deadline, and this is not one:"
        " %(names)s."
    ),
)


class DeadlineForm(KeepBothTextsForm):
    """A form whose clause is chosen among those of the version, when that is known."""

    clauses = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "clause_key" in self.fields:
            field = self.fields["clause_key"]
            choices = [("", "---------"), *self.clauses]
            held = self.instance.clause_key
            if held not in dict(choices):
                choices.append((held, held))
            field.widget.choices = field.choices = choices


class StandingFilter(admin.SimpleListFilter):
    """Choose deadlines by whether they are done, and how near they are."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [
            ("overdue", _("Overdue")),
            ("soon", _("Next 90 days")),
            ("later", _("Later")),
            ("done", _("Done")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        soon = today + timedelta(days=SOON_DAYS)
        still = Q(done_on=None) & ~Q(version__state=WITHDRAWN)
        asked = {
            "overdue": still & Q(on__lt=today),
            "soon": still & Q(on__range=(today, soon)),
            "later": still & Q(on__gt=soon),
            "done": Q(done_on__isnull=False),
        }.get(self.value())
        return queryset if asked is None else queryset.filter(asked)


class DeadlineWords:
    """What a deadline is called, and how it stands today."""

    @admin.display(description=_("deadline"), ordering="title_nb")
    def shown_title(self, obj):
        return str(obj)

    @admin.display(description=_("state"))
    def standing(self, obj):
        if obj.done_on:
            return state_tag("confirmed", _("done"))
        if fell_away(obj):
            return state_tag("ended", _("fallen away"))
        if obj.on is None:
            # No row, but one that a forged count of rows asked for.
            return ""
        if obj.on < timezone.localdate():
            return state_tag("unconfirmed", _("overdue"))
        return state_tag("upcoming", _("not yet"))


@admin.register(Deadline)
class DeadlineAdmin(DeadlineWords, WithChoices, AgreementAppAdmin):
    form = DeadlineForm
    choice_rules = {"owner": PARTY}
    choices_model = AgreementVersion
    list_display = ("on", "shown_title", "kind", "standing", "owner", "version")
    list_display_links = ("shown_title",)
    list_filter = (StandingFilter, "kind")
    search_fields = (
        "title_nb",
        "title_nn",
        "owner__name",
        "version__agreement__title_nb",
        "version__agreement__title_nn",
    )
    date_hierarchy = "on"
    autocomplete_fields = ("owner",)
    fieldsets = (
        (
            _("The deadline"),
            {
                "fields": (
                    "version",
                    ("kind", "clause_key"),
                    ("on", "done_on"),
                    *both_forms("title"),
                    "owner",
                ),
                "description": format_lazy(
                    "{} {}",
                    _(
                        "Deadlines stand outside of what the parties sign, so they can"
                        " be added, moved and done at any time. Who sees to it is"
                        " reminded by e-mail 30 days and 7 days before, and on the day"
                        " itself."
                    ),
                    _(
                        "When the agreement is signed, everybody can read its"
                        " deadlines, except those of clauses that are exempt from"
                        " public access."
                    ),
                ),
            },
        ),
    )

    def is_public(self, obj):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("owner", "version__agreement", "version__effective")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "version")

    def get_fieldsets(self, request, obj=None):
        """Return the form; clauses are asked for once the version is known."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.choices_within(request, obj) is not None:
            return fieldsets
        (name, options), *rest = fieldsets
        fields = tuple(
            "kind" if "clause_key" in line else line for line in options["fields"]
        )
        return [(name, {**options, "fields": fields}), *rest]

    def choices_within(self, request, obj):
        return obj.version if obj else wanted_version(request)

    def choices_sent_within(self, cleaned):
        return cleaned.get("version")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        version = self.choices_within(request, obj)
        form.clauses = clause_choices(version) if version else ()
        return form

    def get_changeform_initial_data(self, request):
        return super().get_changeform_initial_data(request) | {
            "version": getattr(wanted_version(request), "pk", None)
        }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "clause_key" and field is not None:
            return forms.ChoiceField(
                label=field.label, required=False, choices=[("", "---------")]
            )
        if db_field.name == "version":
            rows = field.queryset.exclude(state=WITHDRAWN)
            field.queryset = rows.select_related("agreement").order_by(
                "agreement__slug", "-number", "pk"
            )
            field.widget.can_add_related = field.widget.can_view_related = False
        return field


class DeadlineOverview(DeadlineWords, ReadOnlyInline):
    """The deadlines beside their version, which may be locked: each opens by itself."""

    model = Deadline
    fields = ("on", "shown_title", "kind", "standing", "owner", "way")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("owner", "version__effective")

    @admin.display(description="")
    def way(self, obj):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:agreements_deadline_change", args=[obj.pk]),
            _("Open"),
        )


class WithDeadlines:
    """For the admin of versions: the link to add a deadline, whatever the state."""

    @admin.display(description=_("deadlines"))
    def add_deadline(self, obj):
        if obj.pk is None or obj.state == WITHDRAWN:
            return "–"
        return format_html(
            '<a href="{}?version={}">{}</a>',
            reverse("admin:agreements_deadline_add"),
            obj.pk,
            _("Add a deadline"),
        )


def clause_choices(version):
    """Return keys of the clauses of a version with number and heading, in order."""
    clauses = Clause.objects.filter(version=version).order_by("position", "pk")
    return [(clause.key, str(clause)) for clause in clauses]


def wanted_version(request):
    """Return the version in the address, if the reader may see it, else None.

    None too when it was withdrawn.
    """
    wanted = request.GET.get("version", "")
    if not (wanted.isascii() and wanted.isdecimal()) or len(wanted) > 18:
        return None
    rows = rows_for(request.user, "view", AgreementVersion.objects.all())
    rows = rows.exclude(state=WITHDRAWN).select_related("agreement")
    return rows.filter(pk=wanted).first()
