"""Sessions in a table that knows whose they are (Django's documented extension)."""

from datetime import UTC, datetime

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

# In the session: when somebody logged in, and was last seen, in seconds since 1970;
# and what kind of browser it was.
STARTED_KEY = "started_at"
SEEN_KEY = "seen_at"
DEVICE_KEY = "device"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        return apps.get_model("partners", "AccountSession")

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        now = datetime.now(UTC).timestamp()
        row.user_id = data.get(SESSION_KEY) or None
        row.started_at = datetime.fromtimestamp(data.get(STARTED_KEY, now), tz=UTC)
        row.seen_at = datetime.fromtimestamp(data.get(SEEN_KEY, now), tz=UTC)
        row.device = data.get(DEVICE_KEY, "")
        return row
