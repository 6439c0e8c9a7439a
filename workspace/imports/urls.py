from django.urls import path

from . import templates, views

urlpatterns = [
    path("import/", views.send_in, name="import"),
    path("import/<uuid:public_id>/", views.file, name="import-file"),
    path(
        "import/mal/<slug:kind>/<slug:form>/",
        templates.template,
        name="import-template",
    ),
]
