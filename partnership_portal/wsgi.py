"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", "partnership_portal.settings.production"
)
os.environ["PORTAL_PROCESS"] = "web"

application = get_wsgi_application()
