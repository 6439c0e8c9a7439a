"""Agreements as files: what is imported, what is exported, and the JSON for all."""
