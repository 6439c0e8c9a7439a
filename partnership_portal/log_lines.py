"""What must not stand in a log, whoever writes the line."""

import logging
import re

SECRET_ADDRESS = re.compile(r"(/kalender/)[^\s/?#\"']+")


class WithoutSecretAddresses(logging.Filter):
    """Replace the secret part of a calendar's address in what is logged.

    Django names the path of every request that ends with 404 or 500.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if SECRET_ADDRESS.search(line):
            record.msg = SECRET_ADDRESS.sub(r"\1…", line)
            record.args = ()
        return True
