from django.urls import path

from . import counter_card_view, step_views, suggestion_views, views

app_name = "finder"

urlpatterns = [
    path("", views.results, name="results"),
    path("sted/", step_views.place, name="place"),
    path("hvem/", step_views.group, name="group"),
    path("behov/", step_views.need, name="need"),
    path("kanal/", step_views.channel, name="channel"),
    path("kort/", counter_card_view.card, name="card"),
    path("forslag", suggestion_views.suggestions, name="suggestions"),
    path("punkter.json", suggestion_views.points, name="points"),
]
