"""Services, and the words for whom they help, with what, and how."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    SOURCE,
    PortalAdmin,
    PublishableAdmin,
    ReadOnlyAdmin,
    WithAddress,
    WithApproval,
    both_forms,
    other_languages,
)

from .models import Channel, GuidanceService, Need, TargetGroup, UnmetNeed
from .proposing import SENTENCES

TEXTS = ("name", "summary", "description", "outcome", "how_to_get")


class TermAdmin(WithAddress, PortalAdmin):
    list_display = ("name_nb", "name_nn", "name_en", "slug", "position")
    search_fields = (
        "name_nb",
        "name_nn",
        "name_en",
        "slug",
        "synonyms_nb",
        "synonyms_nn",
    )
    prepopulated_fields = {"slug": ("name_nb",)}
    words = (
        _("The word"),
        {"fields": (*both_forms("name"), ("slug", "position"))},
    )
    synonyms = (
        _("What people say and write"),
        {"fields": both_forms("synonyms")},
    )
    fieldsets = (words, synonyms, other_languages("name", "synonyms"))

    def is_public(self, obj):
        return False


@admin.register(TargetGroup)
class TargetGroupAdmin(TermAdmin):
    list_display = (*TermAdmin.list_display, "broader", "age_from", "age_to")
    list_select_related = ("broader",)
    autocomplete_fields = ("broader",)
    fieldsets = (
        TermAdmin.words,
        (
            _("Whom it means"),
            {"fields": ("broader", ("age_from", "age_to"))},
        ),
        TermAdmin.synonyms,
        other_languages("name", "synonyms"),
    )


@admin.register(Need)
class NeedAdmin(TermAdmin):
    pass


@admin.register(Channel)
class ChannelAdmin(TermAdmin):
    pass


@admin.register(GuidanceService)
class GuidanceServiceAdmin(WithApproval, WithAddress, PublishableAdmin):
    trigger_sentences = SENTENCES
    written_at = "workspace:offer-edit"
    list_display = (
        "shown_name",
        "status_word",
        "provider",
        "is_national",
        "short_source",
        "is_example",
    )
    list_filter = (
        "status",
        "is_national",
        "is_example",
        "target_groups",
        "needs",
    )
    list_select_related = ("provider",)
    search_fields = ("name_nb", "name_nn", "name_en", "provider__name", "slug")
    autocomplete_fields = (
        "provider",
        "target_groups",
        "needs",
        "channels",
        "counties",
        "municipalities",
        "centres",
    )
    readonly_fields = ("status_and_way", "last_edited")
    prepopulated_fields = {"slug": ("name_nb",)}
    fieldsets = (
        (
            _("The service"),
            {
                "fields": (
                    *both_forms("name"),
                    "provider",
                    "slug",
                    "status_and_way",
                )
            },
        ),
        (_("What it is"), {"fields": both_forms("summary", "description")}),
        (_("What you leave with"), {"fields": both_forms("outcome")}),
        (
            _("Whom it is for, and with what it helps"),
            {"fields": ("target_groups", ("age_from", "age_to"), "needs")},
        ),
        (
            _("How you get it"),
            {
                "fields": (
                    *both_forms("how_to_get"),
                    "channels",
                    "languages",
                    "referral_required",
                    ("is_free", "price"),
                    ("waiting_time", "waiting_time_stated_on"),
                )
            },
        ),
        (
            _("Where"),
            {"fields": ("is_national", "counties", "municipalities", "centres")},
        ),
        (_("Contact"), {"fields": ("url", ("phone", "email"))}),
        other_languages(*TEXTS),
        SOURCE,
    )

    @admin.display(description=_("name"), ordering="name_nb")
    def shown_name(self, obj):
        return str(obj.name)


@admin.register(UnmetNeed)
class UnmetNeedAdmin(ReadOnlyAdmin):
    why_locked = _(
        "Here you see how many searches in “Find help” found no service. The"
        " numbers do not say who searched or what they wrote. Numbers below five"
        " are never shown."
    )
    list_display = ("year", "week", "municipality", "target_group", "need", "count")
    list_filter = ("year", "target_group", "need")
    list_select_related = ("municipality", "target_group", "need")
    search_fields = ("municipality__name", "need__name_nb", "target_group__name_nb")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("year", "week"),
                    ("municipality", "target_group", "need"),
                    "count",
                )
            },
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).shown()
