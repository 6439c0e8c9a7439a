from django.urls import path

from . import views

urlpatterns = [path("logg/", views.log, name="trail")]
