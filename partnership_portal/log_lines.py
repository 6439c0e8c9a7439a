"""What must not stand in a log, whoever writes the line."""

import json
import logging
from datetime import UTC, datetime

from publishing.request_ids import current_request_id
from publishing.secret_addresses import without_secrets


class WithoutSecretAddresses(logging.Filter):
    """Replace the secret part of an address in what is logged.

    Django names the path of every request that ends with 404 or 500.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if (safe := without_secrets(line)) != line:
            record.msg = safe
            record.args = ()
        return True


class OneLine(logging.Formatter):
    """Write each entry as one line of JSON: when (UTC), how bad, which request.

    JSON encodes line ends, so that nobody can write a line of their own into the log by
    what they send. A traceback stands in the same line.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request_id": current_request_id(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
