"""Run a benchmark of this folder: ``python -m bench NAME``, as portal.py does."""

import importlib
import os
import signal
import sys

import django


def stop(signal_number, frame):
    """End as Ctrl-C does, so that the scratch database is dropped."""
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, stop)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership_portal.settings.test")
django.setup()
name, *rest = sys.argv[1:]
try:
    sys.exit(importlib.import_module(f"bench.{name}").main(*rest))
except KeyboardInterrupt:
    sys.exit(130)
