"""Log-in with an account of the portal's own: password, second factor, sessions.

Passwords, sessions and signed links are Django's; the steps of logging in and second
factors are django-allauth's. What stands here is which of it there is, on which pages,
how guessing is slowed, and what the audit trail tells.
"""
