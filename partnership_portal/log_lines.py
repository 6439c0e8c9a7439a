"""What must not stand in a log, whoever writes the line."""

import logging

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
