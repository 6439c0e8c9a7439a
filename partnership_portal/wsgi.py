"""The entry point of the web server."""

import os

from django.core import checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", "partnership_portal.settings.production"
)
os.environ["PORTAL_PROCESS"] = "web"

application = get_wsgi_application()

# A web role that owns the tables could switch off what guards signed agreements, so
# the server does not even begin with one (portal.E001, in production only).
serious = [
    problem
    for problem in checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    if problem.is_serious()
]
if serious:
    raise SystemExit("\n".join(str(problem) for problem in serious))
