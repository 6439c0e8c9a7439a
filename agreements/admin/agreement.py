"""The agreement, its versions, and what happens to a version once it is signed."""

from datetime import timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    SOURCE,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WithAddress,
    WithChoices,
    both_forms,
    other_languages,
    state_tag,
)

from ..models import (
    Agreement,
    AgreementVersion,
    Clause,
    EffectivePeriod,
    Party,
    Responsibility,
    VersionEvent,
)
from .base import AgreementAppAdmin, without
from .choices import EARLIER_VERSION, WRITABLE
from .clause import ClauseInline, PartyInline
from .deadlines import DeadlineOverview, WithDeadlines
from .drafts import WithDrafts
from .responsibility import ResponsibilityColumns
from .steps import WithSteps


class VersionInline(ReadOnlyInline):
    model = AgreementVersion
    show_change_link = True
    fields = ("state", "agreed_from", "agreed_to", "is_transcript")


@admin.register(Agreement)
class AgreementAdmin(WithAddress, AgreementAppAdmin):
    list_display = (
        "shown_title",
        "partnership",
        "signed_language",
        "short_source",
        "is_example",
    )
    list_filter = ("is_example", "signed_language")
    list_select_related = ("partnership",)
    search_fields = (
        "title_nb",
        "title_nn",
        "slug",
        "partnership__name_nb",
        "partnership__county__name",
    )
    autocomplete_fields = ("partnership",)
    readonly_fields = ("last_edited",)
    prepopulated_fields = {"slug": ("title_nb",)}
    inlines = (VersionInline,)
    fieldsets = (
        (
            _("The agreement"),
            {
                "fields": (
                    *both_forms("title"),
                    ("partnership", "signed_language"),
                    "slug",
                ),
                "description": _(
                    "What the agreement says stands in its versions, listed at the"
                    " bottom of the page."
                ),
            },
        ),
        other_languages("title"),
        SOURCE,
    )

    def is_public(self, obj):
        return Agreement.objects.public().filter(pk=obj.pk).exists()

    @admin.display(description=_("title"), ordering="title_nb")
    def shown_title(self, obj):
        return str(obj.title)


class ResponsibilityOverview(ResponsibilityColumns, ReadOnlyInline):
    """Who does what, read only: each row is edited on a page of its own, or with its
    clause. Fifty of them as forms would be more than a page, or a server, can take.
    """

    model = Responsibility
    fields = (
        "clause",
        "party",
        "involvement",
        "task",
        "groups",
        "places",
        "way",
    )

    @admin.display(description="")
    def way(self, obj):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:agreements_responsibility_change", args=[obj.pk]),
            _("Open"),
        )


class VersionEventInline(ReadOnlyInline):
    model = VersionEvent
    fields = ("on", "kind", "reference", "note_nb", "recorded_at")
    verbose_name_plural = _("what happened after it was signed")


@admin.register(AgreementVersion)
class AgreementVersionAdmin(
    WithSteps, WithDrafts, WithDeadlines, WithChoices, AgreementAppAdmin
):
    list_display = (
        "__str__",
        "state_word",
        "holds",
        "agreed_from",
        "deadline",
        "is_example",
    )
    list_filter = ("state", "is_transcript", "agreement__is_example")
    search_fields = (
        "agreement__title_nb",
        "agreement__title_nn",
        "agreement__partnership__county__name",
    )
    date_hierarchy = "agreed_from"
    choice_rules = {"previous": EARLIER_VERSION}
    choices_model = AgreementVersion
    autocomplete_fields = ("agreement", "previous")
    readonly_fields = (
        "content_digest",
        "add_responsibility",
        "add_deadline",
        "contents",
    )
    inlines = (
        PartyInline,
        ClauseInline,
        ResponsibilityOverview,
        DeadlineOverview,
        VersionEventInline,
    )
    history_children = (
        (Party, "version"),
        (Clause, "version"),
        (Responsibility, "version"),
    )
    add_fieldsets = (
        (
            _("The version"),
            {
                "fields": ("agreement", "is_transcript"),
                "description": _(
                    "Choose the agreement and save. Then write the parties, the"
                    " clauses and who does what."
                ),
            },
        ),
        (_("Period"), {"fields": (("agreed_from", "agreed_to"),)}),
    )
    fieldsets = (
        (
            _("The version"),
            {
                "fields": (
                    ("agreement", "previous"),
                    "is_transcript",
                )
            },
        ),
        (
            _("Period"),
            {
                "fields": (
                    ("agreed_from", "agreed_to"),
                    "add_deadline",
                )
            },
        ),
        (
            _("Notes on the version (not part of the text)"),
            {"fields": (*both_forms("note"), "note_en")},
        ),
        (
            _("Parties, text and responsibilities"),
            {
                "fields": ("contents", "add_responsibility", "content_digest"),
                "description": _(
                    "They follow below in the order of the paper. A clause and its"
                    " responsibilities can also be opened on a page of their own."
                ),
            },
        ),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("agreement__partnership__county", "effective")

    def get_search_results(self, request, queryset, search_term):
        """Offer only versions that can still be written to, where a part is added."""
        rows, duplicates = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "version":
            rows = rows.filter(state__in=WRITABLE)
        return rows, duplicates

    def get_inlines(self, request, obj):
        """Return the parts, once the agreement is chosen: it says who may be party."""
        if obj is None:
            return ()
        parts = super().get_inlines(request, obj)
        if obj.state == AgreementVersion.State.SIGNED:
            return parts
        return tuple(part for part in parts if part is not VersionEventInline)

    def get_fieldsets(self, request, obj=None):
        """Return the form, without lines that say nothing of this version."""
        if obj is None:
            return self.add_fieldsets
        locked = bool(self.locked_because(obj))
        silent = {
            "is_transcript": locked and not obj.is_transcript,
            "add_responsibility": locked,
            "content_digest": not obj.content_digest,
        }
        return without(
            super().get_fieldsets(request, obj),
            {name for name, is_silent in silent.items() if is_silent},
        )

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the page where the parts are written."""
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "agreement")

    def is_public(self, obj):
        return (
            obj.state == AgreementVersion.State.SIGNED
            and obj.agreement.partnership.status != "draft"
        )

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, obj):
        return state_tag(obj.state, obj.get_state_display())

    @admin.display(description=_("in force"))
    def holds(self, obj):
        period = effective_period(obj)
        if period is None:
            return "–"
        today = timezone.localdate()
        if today in period:
            return state_tag("in_force", _("in force"))
        if period.lower and period.lower > today:
            return state_tag("upcoming", _("not begun"))
        return state_tag("ended", _("ended"))

    @admin.display(description=_("holds to and including"), ordering="agreed_to")
    def deadline(self, obj):
        period = effective_period(obj)
        last = period.upper and period.upper - timedelta(1) if period else obj.agreed_to
        return formats.date_format(last) if last else _("no end")

    @admin.display(description=_("example"))
    def is_example(self, obj):
        return state_tag("example", _("Example")) if obj.agreement.is_example else ""

    @admin.display(description=_("clauses"))
    def contents(self, obj):
        """Show links to the clauses further down the page."""
        clauses = obj.clauses.order_by("position", "pk")
        links = format_html_join(
            "",
            '<li><a href="#clauses-{}">{} <span lang="{}">{}</span></a></li>',
            (
                (place, clause.number, clause.heading.lang, clause.heading)
                for place, clause in enumerate(clauses)
            ),
        )
        return format_html('<ol class="clause-links">{}</ol>', links) if links else "–"

    @admin.display(description=_("responsibilities"))
    def add_responsibility(self, obj):
        if obj.pk is None or self.locked_because(obj):
            return "–"
        return format_html(
            '<a href="{}?version={}">{}</a>',
            reverse("admin:agreements_responsibility_add"),
            obj.pk,
            _("Add a responsibility"),
        )


def effective_period(version):
    """Return the days a version really holds; None when it is not signed."""
    effective = getattr(version, "effective", None)
    return effective and effective.period


@admin.register(EffectivePeriod)
class EffectivePeriodAdmin(ReadOnlyAdmin):
    why_locked = _(
        "When a version holds follows from the agreed period and from what happened to"
        " it later. The database keeps it; nobody types it."
    )
    list_display = ("version", "period")
    list_select_related = ("version__agreement",)
    search_fields = ("agreement__title_nb", "agreement__title_nn")
    fieldsets = ((None, {"fields": ("agreement", "version", "period")}),)


@admin.register(VersionEvent)
class VersionEventAdmin(ReadOnlyAdmin):
    why_locked = _(
        "What happened to a signed version is recorded once, outside the text that was"
        " signed, and stays."
    )
    list_display = ("version", "kind", "on", "reference")
    list_filter = ("kind",)
    list_select_related = ("version__agreement",)
    search_fields = (
        "version__agreement__title_nb",
        "version__agreement__title_nn",
        "reference",
    )
    date_hierarchy = "on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "version",
                    ("kind", "on"),
                    "reference",
                    *both_forms("note"),
                    "recorded_at",
                )
            },
        ),
    )
