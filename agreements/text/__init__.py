"""The text of a version as plain values: one spelling, what differs, what merges."""
