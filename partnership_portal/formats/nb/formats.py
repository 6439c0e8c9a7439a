"""Times and dates as people type them; added to Django's own for Norwegian."""

TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M", "%H.%M", "%H%M", "%H"]
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d-%m-%Y"]
