"""The front page: who can help you?"""

from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from counties.models import County
from finder.question import Question
from finder.search import fallback_service
from finder.situations import situation_links

from .county_map import country_map

# What people type, and the question it is; they read as the field suggests.
EXAMPLES = [
    ("mistet jobben, Gjøvik", Question(groups=("dismissed",), place="Gjøvik")),
    (
        "2815 realkompetanse",
        Question(place="2815", needs=("prior_learning_assessment", "education_choice")),
    ),
]


@require_safe
def home(request):
    counties = list(
        County.objects.valid_on(localdate())
        .in_norwegian_order()
        .select_related("boundary")
    )
    search = reverse("finder:results")
    return render(
        request,
        "home.html",
        {
            "examples": [
                {"label": f"«{words}»", "url": f"{search}{question.query}"}
                for words, question in EXAMPLES
            ],
            "situations": situation_links(),
            "talk": fallback_service(),
            "map": country_map(counties),
            "counties": [
                {"label": county.name, "url": county.get_absolute_url()}
                for county in counties
            ],
        },
    )
