"""What lies ahead of an agreement: in pages, in calendars, and in reminders."""
