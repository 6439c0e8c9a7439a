"""Nynorsk takes times and dates as bokmål does."""

from ..nb.formats import DATE_INPUT_FORMATS, TIME_INPUT_FORMATS

__all__ = ["DATE_INPUT_FORMATS", "TIME_INPUT_FORMATS"]
