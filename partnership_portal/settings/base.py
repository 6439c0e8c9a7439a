"""What is true for every installation of the portal."""

import os
from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
ALLOWED_HOSTS = []
ROOT_URLCONF = "partnership_portal.urls"
WSGI_APPLICATION = "partnership_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "partnership_portal.apps.PortalConfig",
    "finder",
    "workspace",
    "national_goals",
    "agreements",
    "services",
    "guidance_centres",
    "partners",
    "counties",
    "publishing",
    "partnership_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
]

# Whatever answers early (static files, a wrong host) must still carry the security
# headers, so those middlewares stand outermost.
HEADER_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "partnership_portal.middleware.isolation_headers",
]
# There is no LocaleMiddleware: the language follows from the path alone, which keeps
# public answers cacheable.
MIDDLEWARE = [
    "partnership_portal.middleware.name_requests",
    *HEADER_MIDDLEWARE,
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partnership_portal.middleware.path_language",
    "partnership_portal.middleware.refuse_broken_input",
    "partnership_portal.middleware.forget_visitors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.oidc.acting_for.limit_to_organisation",
    "allauth.account.middleware.AccountMiddleware",
    "partners.accounts.private_pages.PrivatePages",
    "partners.accounts.private_pages.LogInWall",
    "django.contrib.messages.middleware.MessageMiddleware",
    "partners.standing.keep_standings",
    "pghistory.middleware.HistoryMiddleware",
    "partnership_portal.views.kept_text.keep_typed_text",
    "partnership_portal.middleware.RecordRefusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership_portal.context_processors.portal",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = ["partners.backends.MatrixBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:desk"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        )
    },
]

# Northern Sami joins the list when its catalogue is filled; until then /se/ is 404.
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["partnership_portal.formats"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
# An agreement of 150 clauses is one form of some 1 800 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "designsystemet"
CRISPY_TEMPLATE_PACK = "designsystemet"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# A session ends after two hours without a request, when the browser is closed, and
# after twelve hours whatever happens (docs/running.md).
SESSION_ENGINE = "partners.accounts.sessions"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PORTAL_LONGEST_SESSION = 12 * 60 * 60
# The cookie by which an account knows a browser again; it lets nobody in.
PORTAL_DEVICE_COOKIE_NAME = "device"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "partnership_portal.views.kept_text.csrf_failure"

# A link to a new password works for an hour, and once.
PASSWORD_RESET_TIMEOUT = 60 * 60
# Of django-allauth: log-in by name and password, codes of an app and recovery codes.
# No sign-up, no addresses to manage; its own limits count in one process only, so
# partners/accounts/throttle.py counts.
ACCOUNT_ADAPTER = "partners.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "partners.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The clock of a telephone may be half a minute off.
MFA_TOTP_TOLERANCE = 1

# First segments of the paths where people log in; every other page is public.
PORTAL_PRIVATE_PATHS = {"admin", "min-side"}

# Only writing requests carry a user into the history; a reading one must not even
# open the session, or the answer could no longer be cached.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

PORTAL_ACCESSIBILITY_STATEMENT_URL = os.environ.get(
    "PORTAL_ACCESSIBILITY_STATEMENT_URL", ""
)
# Who runs this installation, whom to write to, and within how many working days an
# answer comes; the pages say so plainly when nothing is set.
PORTAL_OPERATOR = os.environ.get("PORTAL_OPERATOR", "")
PORTAL_CONTACT_EMAIL = os.environ.get("PORTAL_CONTACT_EMAIL", "")
PORTAL_ANSWER_DAYS = os.environ.get("PORTAL_ANSWER_DAYS", "")
# Where this installation is read, for mails and calendars, which know no request.
PORTAL_ADDRESS = os.environ.get("PORTAL_ADDRESS") or "http://127.0.0.1:8000"
# Mail leaves by the command send_mail alone; without a server it waits.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_USE_SSL = os.environ.get("EMAIL_USE_SSL") == "1"
# Seconds; a mail's row stays locked while the server is waited for.
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT") or 20)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "portal@localhost"
# What stands after the @ of every Message-ID.
PORTAL_MAIL_DOMAIN = (
    os.environ.get("PORTAL_MAIL_DOMAIN")
    or parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
)
PORTAL_SITE_NAME = _("Career guidance in the county")

# Log-in through an OpenID Connect issuer (docs/running.md); without one there is none.
PORTAL_OIDC = {
    name: os.environ.get(f"PORTAL_OIDC_{name}", "").strip() or usual
    for name, usual in {
        "ISSUER": "",
        "NAME": "Ansattporten",
        "CLIENT_ID": "",
        "CLIENT_AUTH": "",
        "CLIENT_SECRET": "",
        "PRIVATE_KEY": "",
        "KEY_ID": "",
        "SCOPES": "openid",
        # The weakest first. Below these nobody is let in.
        "ACR_VALUES": "idporten-loa-substantial idporten-loa-high",
        "ORGANISATION_CLAIM": "authorization_details",
        "AUTHORIZATION_DETAILS": "",
        "MAX_AGE": "",
    }.items()
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "secret_addresses": {
            "()": "partnership_portal.log_lines.WithoutSecretAddresses"
        }
    },
    "formatters": {"line": {"()": "partnership_portal.log_lines.OneLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secret_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Who logged in is told as well, beside what went wrong.
    "loggers": {"portal.security": {"level": "INFO"}},
}
