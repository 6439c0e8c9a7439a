"""What can be done with a draft beside writing it: a page for each.

Pages are shown by GET and change nothing then; POST calls the operations of
drafting.py, copying.py and renewal.py, which ask for the right and record.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.rights import may_at_all
from publishing.admin.base import REFUSED
from publishing.refusals import explain

from ..drafts.copying import (
    copy_as_template,
    members_of,
)
from ..drafts.draft_reading import read_draft
from ..drafts.drafting import open_amendment
from ..drafts.opening import may_open
from ..drafts.renewal import (
    propose,
    renew,
    successor_partnerships,
)
from ..life import StepRefused
from ..models import AgreementVersion
from ..text.difference_reading import read_difference
from .base import TRIGGER_SENTENCES
from .draft_forms import CopyForm, RenewForm
from .draft_links import (
    agreements_open_to,
    comparable,
    draft_links,
    left_out_in_words,
    names_left,
)
from .draft_merging import merge_page, rebase_page
from .life_box import change_url

TEMPLATES = "admin/agreements/agreementversion"


class WithDrafts:
    """Links on a version's page to what reads drafts, and to what makes new ones."""

    @property
    def media(self):
        return super().media + forms.Media(css={"all": ["css/admin-drafts.css"]})

    def get_urls(self):
        own = [
            path(
                f"<int:object_id>/{word}/",
                self.admin_site.admin_view(self.draft_view),
                {"page": page},
                name=f"agreements_agreementversion_{page}",
            )
            for page, (word, _view) in PAGES.items()
        ]
        return own + super().get_urls()

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        if obj is not None and obj.pk:
            today = timezone.localdate()
            context["draft_links"] = draft_links(obj, request.user, on=today)
            context["names_left"] = names_left(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def draft_view(self, request, object_id, page):
        """Answer one of the pages, for those who may read the version."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        version = self.get_object(request, str(object_id))
        if version is not None and not self.has_view_or_change_permission(
            request, version
        ):
            raise PermissionDenied
        if version is None and page == "copy":
            # What everybody can read, whoever has an agreement of their own may copy.
            version = open_to_all(object_id)
        if version is None:
            return self._get_obj_does_not_exist_redirect(
                request, self.opts, str(object_id)
            )
        _word, view = PAGES[page]
        return view(self, request, version)

    def draft_page(self, request, version, template, **context):
        """Return a page in the frame of the admin."""
        return TemplateResponse(
            request,
            f"{TEMPLATES}/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": version,
                "version": version,
                "media": self.media,
                "change_url": change_url(version),
                **context,
            },
        )

    def made(self, request, draft, sentence, left_out=()):
        """Tell that a draft was made, and go to it."""
        self.message_user(request, sentence, messages.SUCCESS)
        for each in left_out:
            self.message_user(request, each, messages.WARNING)
        return HttpResponseRedirect(change_url(draft))


def open_to_all(key):
    """Return a version that the public can read; None for any other."""
    signed = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED)
    public = signed.exclude(agreement__partnership__status="draft")
    return (
        public.select_related("agreement__partnership__county").filter(pk=key).first()
    )


def attempt(operation, *args, **given):
    """Return what an operation made, and '' or the sentence with which it refused."""
    try:
        return operation(*args, **given), ""
    except StepRefused as refusal:
        return None, str(refusal)
    except REFUSED as error:
        sentence = explain(error, TRIGGER_SENTENCES)
        if sentence is None:
            raise
        return None, sentence


def preview_page(admin, request, version):
    """Show a draft in the dress of the public page."""
    if version.state == AgreementVersion.State.SIGNED:
        return HttpResponseRedirect(version.get_absolute_url())
    return render(
        request,
        f"{TEMPLATES}/preview.html",
        {
            "version": version,
            "agreement": version.agreement,
            "partnership": version.agreement.partnership,
            "document": read_draft(version, language=get_language()),
            "change_url": change_url(version),
            "crumbs": crumbs(version, _("Preview")),
        },
    )


def compare_page(admin, request, version):
    """Show what changes from another version; `?med=` is its key, else the last."""
    others = list(comparable(version).order_by("-number"))
    if not others:
        admin.message_user(
            request, _("There is no signed version to compare with."), messages.INFO
        )
        return HttpResponseRedirect(change_url(version))
    asked = request.GET.get("med", "") or str(version.previous_id)
    before = next((each for each in others if str(each.pk) == asked), others[0])
    before.agreement = version.agreement
    return render(
        request,
        f"{TEMPLATES}/compare.html",
        {
            "version": version,
            "agreement": version.agreement,
            "before_name": name_of(before),
            "after_name": name_of(version),
            "difference": read_difference(before, version, language=get_language()),
            "others": [
                {
                    "label": name_of(each),
                    "url": f"?med={each.pk}",
                    "current": each == before,
                }
                for each in others
            ],
            "change_url": change_url(version),
            "crumbs": crumbs(version, _("Compare")),
        },
    )


def name_of(version):
    """Return what a version is called in a sentence: a draft has no number."""
    if version.state == AgreementVersion.State.SIGNED:
        return _("version %(number)s") % {"number": version.number}
    return _("the draft")


def crumbs(version, here):
    return [
        (_("Agreements"), reverse("admin:agreements_agreement_changelist")),
        (str(version), change_url(version)),
        (here, ""),
    ]


def amend_page(admin, request, version):
    refusal = ""
    if request.method == "POST":
        draft, refusal = attempt(open_amendment, version, actor=request.user)
        if draft:
            return admin.made(
                request, draft, _("The draft is open. All clauses came along.")
            )
    return admin.draft_page(
        request,
        version,
        "draft_page",
        title=_("Open an amendment"),
        sentences=[
            _(
                "A new draft says what this version says: clauses, parties,"
                " responsibilities and the last day. Change what is to be changed; the"
                " clauses keep their names, so everybody sees what is new."
            ),
            _("This version stays as it is, and holds until the new one takes effect."),
        ],
        refusal=refusal,
        button=_("Open the draft"),
    )


def copy_page(admin, request, version):
    if not may_at_all(request.user, "add", AgreementVersion):
        raise PermissionDenied
    agreements = agreements_open_to(request.user, on=timezone.localdate())
    form = CopyForm(request.POST or None, agreements=agreements)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        found, refusal = attempt(
            copy_as_template,
            version,
            form.cleaned_data["agreement"],
            actor=request.user,
        )
        if found:
            draft, left_out = found
            return admin.made(
                request,
                draft,
                _("The draft is open. Read it through: it was written for others."),
                left_out_in_words(left_out),
            )
    has_any = agreements.exists()
    return admin.draft_page(
        request,
        version,
        "draft_page",
        title=_("Copy as a template"),
        sentences=[
            _(
                "A new draft gets the clauses of this version. Its parties are"
                " exchanged for the members of your partnership where that is plain,"
                " and what has no counterpart is left out and told."
            ),
            ""
            if has_any
            else _(
                "There is no agreement in which you may open a draft. Add the"
                " agreement first."
            ),
        ],
        form=form if has_any else None,
        refusal=refusal,
        button=_("Copy") if has_any else "",
    )


def renew_page(admin, request, version):
    """Carry the agreement on; `?partnerskap=` is the key of the partnership."""
    today = timezone.localdate()
    agreement = version.agreement
    partnerships = [
        each
        for each in successor_partnerships(agreement, today)
        if may_open(request.user, each, on=today)
    ]
    if not partnerships:
        raise PermissionDenied
    asked = request.GET.get("partnerskap", "")
    chosen = next(
        (each for each in partnerships if str(each.pk) == asked), partnerships[0]
    )
    proposal = propose(agreement, chosen)
    form = RenewForm(request.POST or None, initial=vars(proposal))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        found, refusal = attempt(
            renew, agreement, chosen, actor=request.user, **form.cleaned_data
        )
        if found:
            draft, left_out = found
            return admin.made(
                request,
                draft,
                _("The agreement is carried on in %(county)s. The draft is open.")
                % {"county": chosen.county.name},
                left_out_in_words(left_out),
            )
    return admin.draft_page(
        request,
        version,
        "draft_page",
        title=_("Renew in %(county)s") % {"county": chosen.county.name},
        sentences=[
            _(
                "A new agreement carries this one on. Its draft gets the clauses of the"
                " latest version, and municipalities are exchanged for what they have"
                " become."
            ),
        ],
        names_heading=_("These members are proposed as parties:"),
        names=[member.name for member in members_of(chosen, today)],
        others=[
            (each.county.name, f"?partnerskap={each.pk}", each == chosen)
            for each in partnerships
        ],
        form=form,
        refusal=refusal,
        button=_("Open the draft"),
    )


# Each page by its name: the last part of its address, and the view.
PAGES = {
    "preview": ("forhandsvis", preview_page),
    "compare": ("sammenlign", compare_page),
    "amend": ("endring", amend_page),
    "copy": ("kopier", copy_page),
    "merge": ("flett", merge_page),
    "rebase": ("oppdater", rebase_page),
    "renew": ("forny", renew_page),
}
