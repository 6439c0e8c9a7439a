"""What belongs to signing and to reading: recorded rows, and exemptions."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from publishing.admin import ReadOnlyAdmin, both_forms

from ..life import may_act
from ..models import ClauseExemption, Comment, SignedDocument, VoidedSignature
from .base import AgreementAppAdmin


@admin.register(VoidedSignature)
class VoidedSignatureAdmin(ReadOnlyAdmin):
    why_locked = _(
        "This signature fell away when its version went back to draft. It is kept so"
        " that everybody can see that, and why."
    )
    list_display = ("name", "version", "partner", "signed_on", "voided_at")
    list_select_related = ("version__agreement", "partner")
    search_fields = ("name", "partner__name", "reason")
    date_hierarchy = "voided_at"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("version", "partner"),
                    ("name", "signed_on"),
                    *both_forms("office"),
                    ("method", "case_number", "archive_reference"),
                    ("voided_at", "reason"),
                    "content_digest",
                )
            },
        ),
    )


@admin.register(SignedDocument)
class SignedDocumentAdmin(ReadOnlyAdmin):
    why_locked = _("A signed paper is added when a party sends it in, and then stays.")
    list_display = ("version", "partner", "size", "recorded_at")
    list_select_related = ("version__agreement", "partner")
    search_fields = ("partner__name", "file_digest")
    date_hierarchy = "recorded_at"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("version", "partner"),
                    ("size", "recorded_at"),
                    "way",
                    "file_digest",
                    "content_digest",
                )
            },
        ),
    )
    readonly_fields = ("way",)

    def get_queryset(self, request):
        """Leave the files themselves unread; `file_view` reads the one asked for."""
        return super().get_queryset(request).defer("content")

    def get_urls(self):
        own = [
            path(
                "<int:object_id>/fil/",
                self.admin_site.admin_view(self.file_view),
                name="agreements_signeddocument_file",
            )
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def file_view(self, request, object_id):
        """Hand out the file to those who may read its version; never opened inline."""
        document = self.get_object(request, str(object_id))
        if document is None:
            raise Http404
        today = timezone.localdate()
        if not (
            self.has_view_permission(request, document)
            and may_act(request.user, "view", document.version, on=today)
        ):
            raise PermissionDenied
        name = f"{document.version.agreement.slug}-{document.partner.slug}.pdf"
        return HttpResponse(
            bytes(document.content),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @admin.display(description=_("file"))
    def way(self, obj):
        url = reverse("admin:agreements_signeddocument_file", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', url, _("Download the PDF"))


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    why_locked = _("A comment stays as the partner wrote it.")
    list_display = ("version", "clause_key", "partner", "written_at", "answered_at")
    list_select_related = ("version__agreement", "partner")
    search_fields = ("text", "partner__name")
    date_hierarchy = "written_at"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("version", "clause_key"),
                    ("partner", "author", "written_at"),
                    "text",
                    ("answer", "answered_at"),
                )
            },
        ),
    )


@admin.register(ClauseExemption)
class ClauseExemptionAdmin(AgreementAppAdmin):
    list_display = ("clause", "legal_basis", "decided_on")
    list_select_related = ("clause__version__agreement",)
    search_fields = ("legal_basis", "clause__heading_nb", "clause__heading_nn")
    autocomplete_fields = ("clause",)
    date_hierarchy = "decided_on"
    fieldsets = (
        (
            None,
            {
                "fields": ("clause", ("legal_basis", "decided_on")),
                "description": _(
                    "The public sees the number and the heading of the clause, and the"
                    " legal basis in place of the text. What is signed does not change."
                ),
            },
        ),
    )

    def is_public(self, obj):
        return False
