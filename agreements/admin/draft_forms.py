"""What is asked for when a draft is made from something else."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..models import Agreement


class CopyForm(forms.Form):
    """Into which agreement a text is copied; `agreements` are those open to one."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Copy into the agreement"), empty_label=None
    )

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements


class RenewForm(forms.Form):
    """What the agreement is called in the county that carries it on."""

    title_nb = forms.CharField(
        label=capfirst(_("title (bokmål)")), max_length=250, required=False
    )
    title_nn = forms.CharField(
        label=capfirst(_("title (nynorsk)")), max_length=250, required=False
    )
    slug = forms.SlugField(
        label=capfirst(_("address")),
        max_length=120,
        help_text=_("The last part of the web address. It cannot be changed later."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "vTextField"
            if name.startswith("title"):
                field.widget.attrs["lang"] = name.rpartition("_")[2]

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("title_nb") or cleaned.get("title_nn")):
            self.add_error(
                "title_nb", _("Write the title in bokmål, in nynorsk or in both.")
            )
        return cleaned
