"""The two answers a coordinator gives."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from publishing import proposals
from publishing.forms import CarefulForm


class AnswerForm(CarefulForm):
    """One of two forms on a page: the page itself has the tags and the buttons."""

    def __init__(self, *args, **kwargs):
        # Both have a token; two elements of a page cannot share an id.
        super().__init__(*args, auto_id=f"{type(self).__name__}_%s", **kwargs)

    @property
    def bare(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.inputs = []
        return helper


class ApproveForm(AnswerForm):
    """Approve what was read. Where somebody else wrote meanwhile, choose a text.

    `mark` is what the page shows (publishing.proposals.seen); the one that was sent
    tells what the approver has read.
    """

    submit_label = _("Approve, and make it public")
    seen_mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, mark="", clashes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.mark = mark
        self.initial["seen_mark"] = mark
        for clash in clashes:
            self.fields[f"choice_{clash.name}"] = forms.ChoiceField(
                label=_("Which text holds: %(field)s?") % {"field": clash.label},
                choices=[
                    (proposals.PROPOSED, _("The one that is proposed")),
                    (proposals.PRESENT, _("The one that stands now")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose which text holds.")},
            )

    def choices(self):
        return {
            name.removeprefix("choice_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("choice_")
        }

    def show_anew(self):
        """Let the page that is shown again stand for what it shows now."""
        if self.is_bound and self.data.get("seen_mark") != self.mark:
            self.data = self.data.copy()
            self.data["seen_mark"] = self.mark
            self.conflict = True


class SendBackForm(AnswerForm):
    """Send it back, with what must change."""

    submit_label = _("Send it back")
    reason = forms.CharField(
        label=_("What must change?"),
        help_text=_("The writer reads your words on My page."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={
            "required": _("Say what must change, so that the writer can do it.")
        },
    )
