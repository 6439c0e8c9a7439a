"""The parts of portal.py: standard library only, no Django, no package."""
