"""The addresses of the questions; every answer travels in them."""

from urllib.parse import urlencode

from django.urls import reverse

from . import steps
from .question import Question

NAMES = {
    steps.PLACE: "finder:place",
    steps.GROUP: "finder:group",
    steps.NEED: "finder:need",
    steps.CHANNEL: "finder:channel",
}


def step_url(step, question, *, changing=False, **more):
    """Return the address of a question, with the answers so far.

    With `changing` it leads straight back to the results, whatever the step; `more`
    are parameters of the step itself. Raise KeyError for an unknown step.
    """
    pairs = [*question.parameters, *more.items(), *([("endre", "1")] * changing)]
    return _address(NAMES[step], pairs)


def results_url(question):
    """Return the address of the results, of the finder's first page without answers."""
    return _address("finder:results", question.parameters)


def next_url(step, question, taxonomy, *, changing=False):
    """Return where an answer leads to.

    Whoever has skipped every question sees what is for everyone, not the first page
    once more.
    """
    if following := steps.after(step, changing=changing):
        return step_url(following, question)
    if question.is_empty and not changing and steps.EVERYONE in taxonomy.groups:
        question = Question(groups=(steps.EVERYONE,))
    return results_url(question)


def previous_url(step, question, taxonomy, *, changing=False):
    """Return where Back leads to, with all answers kept."""
    previous = steps.before(step, changing=changing)
    if not previous:
        return results_url(question)
    if previous == steps.GROUP:
        situations = steps.situations_in(taxonomy.groups)
        situation = steps.situation_of(question.groups, situations)
        if len(situations.get(situation, ())) > 1:
            return step_url(previous, question, situasjon=situation)
    return step_url(previous, question)


def _address(name, pairs):
    query = urlencode(pairs)
    return f"{reverse(name)}?{query}" if query else reverse(name)
