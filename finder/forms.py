"""The finder's form: it turns the address into a question, and forgives mistakes."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from counties.names import QUERY_MAX_LENGTH, normalise_query
from services.languages import WRITTEN, language_name

from .question import Question

HIGHEST_AGE = 120
LANGUAGES = [("", _("Any language")), *WRITTEN.items()]


def query_of(question):
    """Return a question as the query of its own address, as forms read it."""
    return QueryDict(question.query[1:])


class Disclosure(Div):
    """Fields behind one line, which also tells what has been answered.

    `anchor` is its id. With `is_legend` the summary is what the one field is called,
    and its own name is left to screen readers.
    """

    template = "finder/disclosure.html"

    def __init__(self, summary, *fields, anchor, answer="", is_legend=False):
        super().__init__(*fields, css_id=anchor)
        self.summary = summary
        self.answer = answer
        self.is_legend = is_legend

    def render(self, form, context, **options):
        with context.push(form_show_labels=not self.is_legend):
            return super().render(form, context, **options)


class FinderForm(forms.Form):
    """GET, every field optional. What is no known answer is left out and told.

    Give it the query of the request and the taxonomy. `question()` and `ignored` hold
    after is_valid(), which is always true.
    """

    q = forms.CharField(
        label=_("What do you need help with?"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "maxlength": QUERY_MAX_LENGTH,
                "autocomplete": "off",
            }
        ),
    )
    sted = forms.CharField(
        label=_("Where do you live?"),
        help_text=_("Postal code, place, municipality or county"),
        required=False,
        widget=forms.TextInput(
            attrs={"maxlength": QUERY_MAX_LENGTH, "autocomplete": "postal-code"}
        ),
    )
    hvem = forms.Field(label=_("Who are you?"), required=False)
    behov = forms.Field(label=_("What is it about?"), required=False)
    kanal = forms.Field(label=_("How do you want to meet?"), required=False)
    alder = forms.CharField(
        label=_("Your age"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
    )
    sprak = forms.CharField(
        label=_("Language of the guidance"),
        required=False,
        widget=forms.Select(choices=LANGUAGES),
    )
    hide_optional = True

    def __init__(self, data, *, taxonomy):
        super().__init__(data)
        self.ignored = []
        self.choices = {
            "hvem": taxonomy.groups,
            "behov": taxonomy.needs,
            "kanal": taxonomy.channels,
        }
        for name, words in self.choices.items():
            self.fields[name].widget = forms.CheckboxSelectMultiple(
                choices=[(slug, capfirst(word.name)) for slug, word in words.items()]
            )
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_action = reverse_lazy("finder:results")
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "q",
            "sted",
            self._disclosure("hvem"),
            self._disclosure("behov"),
            self._disclosure("kanal"),
            Disclosure(
                _("Age and language"),
                "alder",
                "sprak",
                anchor="felt-alder",
                answer=self._age_and_language(),
            ),
            # Without a name: the button would become a part of the address.
            HTML("{% include 'finder/submit.html' %}"),
        )

    def _disclosure(self, name):
        words = self.choices[name]
        given = [slug for slug in words if slug in self.data.getlist(name)]
        return Disclosure(
            self.fields[name].label,
            name,
            anchor=f"felt-{name}",
            answer=", ".join(capfirst(words[slug].name) for slug in given),
            is_legend=True,
        )

    def _age_and_language(self):
        names = dict(LANGUAGES)
        language = self.data.get("sprak")
        answers = [
            self.data.get("alder", "")[:20],
            names[language] if language in names and language else "",
        ]
        return ", ".join(str(answer) for answer in answers if answer)

    def clean_q(self):
        return normalise_query(self.cleaned_data["q"])

    def clean_sted(self):
        return normalise_query(self.cleaned_data["sted"])

    def clean_hvem(self):
        return self._known("hvem")

    def clean_behov(self):
        return self._known("behov")

    def clean_kanal(self):
        return self._known("kanal")

    def clean_alder(self):
        text = normalise_query(self.cleaned_data["alder"])
        if re.fullmatch("[0-9]{1,3}", text) and int(text) <= HIGHEST_AGE:
            return int(text)
        self._ignore(text)
        return None

    def clean_sprak(self):
        code = normalise_query(self.cleaned_data["sprak"]).lower()
        # The code of the language as a whole; most guidance is told to be in bokmål.
        code = "nb" if code == "no" else code
        if not code or (len(code) == 2 and language_name(code) != code):
            return code
        self._ignore(code)
        return ""

    def question(self):
        """Return what is asked. The place in `q` is not looked for here."""
        found = self.cleaned_data
        return Question(
            text=found["q"],
            place=found["sted"],
            groups=found["hvem"],
            needs=found["behov"],
            channels=found["kanal"],
            language=found["sprak"],
            age=found["alder"],
        )

    def _known(self, name):
        """Return the slugs that the taxonomy has, in its order."""
        given = set(self.data.getlist(name))
        for value in sorted(given - set(self.choices[name])):
            self._ignore(value)
        return tuple(slug for slug in self.choices[name] if slug in given)

    def _ignore(self, value):
        if text := normalise_query(value, max_length=40):
            self.ignored.append(text)
