"""Question by question: where, who, what, how. Answers travel in the address alone.

A form is sent to its own page, marked by `svar`, so that it can be refused there with
nothing lost; an answer leads on by a redirect, which leaves no trace in the history.
Back, the browser's and ours, thus finds the question as it was asked.
"""

from dataclasses import dataclass, replace

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.local_text import LocalText
from services.taxonomy import Taxonomy, load_taxonomy

from . import steps
from .forms import FinderForm
from .gazetteer import exact
from .knowledge import load_knowledge
from .places import Found, SeveralPlaces, query_for
from .question import Question
from .step_forms import ChoiceStep, PlaceStep
from .step_links import next_url, previous_url, step_url
from .step_words import (
    GROUP_WORDS,
    NEED_HEADING_WORDS,
    PAGES,
    SITUATION_WORDS,
    WHICH_GROUPS,
    Asked,
)

SITUATION = "situasjon"
# Answers of a question that are not its own field; both are gone when it is answered.
MARKER, CHANGING = "svar", "endre"


@dataclass(frozen=True)
class Visit:
    """A question being asked: what is answered so far, and where it leads.

    `words` are those of the page, `previous` an own way back, '' for the usual one.
    """

    request: object
    step: str
    words: Asked
    question: Question
    taxonomy: Taxonomy
    ignored: list[str]
    previous: str = ""

    @property
    def is_changing(self):
        """Return whether one answer is changed, and the results come next."""
        return bool(self.request.GET.get(CHANGING))

    def sent(self, marker=""):
        """Return the query when this question was answered, else None."""
        get = self.request.GET
        return get if get.get(MARKER) == (marker or self.step) else None

    def onward(self, question):
        return next_url(self.step, question, self.taxonomy, changing=self.is_changing)

    def here(self, question=None, **more):
        """Return the address of this step, with other answers or parameters."""
        return step_url(
            self.step, question or self.question, changing=self.is_changing, **more
        )

    def page(self, template, form, skipped, *, marker="", more=(), **context):
        """Return the page. `skipped` is the question without this answer.

        `more` are parameters that travel with the form, besides the other answers.
        """
        question = self.question
        keep = [pair for pair in question.parameters if pair[0] != self.step]
        is_last = self.is_changing or not steps.after(self.step)
        previous = self.previous or previous_url(
            self.step, question, self.taxonomy, changing=self.is_changing
        )
        context = {
            "form": form,
            "words": self.words,
            "title": self.words.question,
            "ignored": self.ignored,
            "action": step_url(self.step, Question()),
            "keep": [
                *(keep if marker != SITUATION else question.parameters),
                *more,
                (MARKER, marker or self.step),
                *([(CHANGING, "1")] if self.is_changing else []),
            ],
            "is_last": is_last,
            "previous": previous,
            "is_changing": self.is_changing,
            "skip_url": self.onward(skipped),
            **context,
        }
        return render(self.request, template, context)


def _visit(request, step, **changes):
    taxonomy = load_taxonomy()
    form = FinderForm(request.GET, taxonomy=taxonomy)
    form.is_valid()
    given = {"words": PAGES[step], "question": form.question()} | changes
    return Visit(
        request=request, step=step, taxonomy=taxonomy, ignored=form.ignored, **given
    )


@require_safe
def place(request):
    visit = _visit(request, steps.PLACE)
    question = visit.question
    gazetteer = load_knowledge().gazetteer
    form = PlaceStep(
        visit.sent(), gazetteer=gazetteer, initial={"sted": question.place}
    )
    nowhere = replace(question, place="")
    if not form.is_valid():
        suggestions = [
            {"label": name, "url": _try(visit, name)}
            for name in getattr(form.outcome, "suggestions", ())
        ]
        return visit.page(
            "finder/step_place.html", form, nowhere, suggestions=suggestions
        )
    text = form.cleaned_data["sted"]
    if choices := _to_choose(form.outcome):
        return visit.page(
            "finder/step_which_place.html",
            form,
            nowhere,
            choices=[
                choice | {"url": visit.onward(replace(question, place=choice["query"]))}
                for choice in choices
            ],
            previous=visit.here(replace(question, place=text)),
            **_about(form.outcome),
        )
    return HttpResponseRedirect(visit.onward(replace(question, place=text)))


def _try(visit, name):
    """Return the address that asks about a place as if it had been typed."""
    return visit.here(replace(visit.question, place=name), **{MARKER: visit.step})


def _to_choose(outcome):
    """Return the places somebody must choose between, or be told of; mostly none.

    Dictionaries with `label`, `within`, `former` and `query`.
    """
    match outcome:
        case SeveralPlaces():
            return [
                {
                    "label": choice.label,
                    "within": choice.within,
                    "former": choice.former_name,
                    "query": choice.query,
                }
                for choice in outcome.choices
            ]
        case Found() if outcome.former and not _is_same(outcome):
            return [
                {"label": area.name, "within": area.within, "query": query_for(area)}
                for area in outcome.areas
            ]
    return []


def _is_same(found):
    """Return whether a place that got a new code kept its name."""
    return [exact(area.name) for area in found.areas] == [exact(found.former.name)]


def _about(outcome):
    """Return the heading, and what is so, of the page where one chooses a place."""
    if isinstance(outcome, SeveralPlaces):
        heading = _("Which “%(text)s” do you mean?") % {"text": outcome.text}
        return {"title": heading, "about": _("More than one place has that name.")}
    words = {"former": outcome.former.name}
    if len(outcome.areas) > 1:
        heading = _("%(former)s has been divided") % words
        return {"title": heading, "about": _("Choose where you live today.")}
    words["now"] = outcome.areas[0].name
    return {
        "title": _("%(former)s is %(now)s today") % words,
        "about": _("If you live in what used to be %(former)s, you belong there now.")
        % words,
    }


@require_safe
def group(request):
    visit = _visit(request, steps.GROUP)
    situations = steps.situations_in(visit.taxonomy.groups)
    chosen = request.GET.get(SITUATION, "")
    if chosen in situations:
        return _which_groups(visit, chosen, situations[chosen])
    form = ChoiceStep(
        visit.sent(SITUATION),
        name=SITUATION,
        values=situations,
        words=visit.words,
        initial=[steps.situation_of(visit.question.groups, situations)],
    )
    return visit.page(
        "finder/step_choices.html",
        form,
        replace(visit.question, groups=()),
        marker=SITUATION,
        kind="radio",
        first=_options(form, [(slug, SITUATION_WORDS[slug]) for slug in situations]),
    )


def _which_groups(visit, situation, groups):
    """Return the second page, or the way on where a situation has but one group."""
    question = visit.question
    if len(groups) == 1 and situation != steps.OTHER:
        return HttpResponseRedirect(visit.onward(replace(question, groups=groups)))
    visit = replace(visit, words=WHICH_GROUPS, previous=visit.here())
    form = ChoiceStep(
        visit.sent(),
        name=steps.GROUP,
        values=groups,
        words=WHICH_GROUPS,
        initial=question.groups,
    )
    if form.is_valid():
        chosen = tuple(form.cleaned_data[steps.GROUP])
        return HttpResponseRedirect(visit.onward(replace(question, groups=chosen)))
    wider = steps.nearest_common_group(groups, visit.taxonomy.broader)
    words = SITUATION_WORDS[situation]
    named = [(slug, _group_words(visit.taxonomy, slug)) for slug in groups]
    return visit.page(
        "finder/step_choices.html",
        form,
        replace(question, groups=(wider,) if wider else ()),
        more=[(SITUATION, situation)],
        kind="checkbox",
        eyebrow=words,
        title=f"{WHICH_GROUPS.question} {words}",
        first=_options(form, named),
    )


def _group_words(taxonomy, slug):
    return GROUP_WORDS.get(slug) or taxonomy.groups[slug].name


@require_safe
def need(request):
    visit = _visit(request, steps.NEED)
    question, taxonomy = visit.question, visit.taxonomy
    form = ChoiceStep(
        visit.sent(),
        name=steps.NEED,
        values=taxonomy.needs,
        words=visit.words,
        initial=question.needs,
    )
    if form.is_valid():
        chosen = tuple(form.cleaned_data[steps.NEED])
        return HttpResponseRedirect(visit.onward(replace(question, needs=chosen)))
    first = steps.fitting_needs(question.groups, taxonomy.needs, taxonomy.broader)
    others = [slug for slug in taxonomy.needs if slug not in first]
    return visit.page(
        "finder/step_choices.html",
        form,
        replace(question, needs=()),
        kind="checkbox",
        first=_options(form, _named(first, taxonomy.needs)),
        rest=[
            (NEED_HEADING_WORDS[heading], _options(form, _named(held, taxonomy.needs)))
            for heading, held in steps.needs_by_heading(others).items()
        ],
        rest_label=_("Show everything you can get help with"),
        is_rest_open=not set(others).isdisjoint(form.chosen),
    )


@require_safe
def channel(request):
    visit = _visit(request, steps.CHANNEL)
    question, taxonomy = visit.question, visit.taxonomy
    form = ChoiceStep(
        visit.sent(),
        name=steps.CHANNEL,
        values=taxonomy.channels,
        words=visit.words,
        initial=question.channels,
    )
    if form.is_valid():
        chosen = tuple(form.cleaned_data[steps.CHANNEL])
        return HttpResponseRedirect(visit.onward(replace(question, channels=chosen)))
    first = steps.first_channels(taxonomy.channels)
    others = [slug for slug in taxonomy.channels if slug not in first]
    rest = _options(form, _named(others, taxonomy.channels))
    return visit.page(
        "finder/step_choices.html",
        form,
        replace(question, channels=()),
        kind="checkbox",
        first=_options(form, _named(first, taxonomy.channels)),
        rest=[("", rest)] if rest else [],
        rest_label=_("Show every way to meet"),
        is_rest_open=not set(others).isdisjoint(form.chosen),
    )


def _named(slugs, words):
    return [(slug, words[slug].name) for slug in slugs]


def _options(form, named):
    """Return (slug, words) pairs as the template shows them: what is chosen is so."""
    return [
        {
            "value": slug,
            "id": f"{form.field.auto_id}_{slug}",
            "label": words,
            "lang": words.lang if isinstance(words, LocalText) else "",
            "is_chosen": slug in form.chosen,
        }
        for slug, words in named
    ]
