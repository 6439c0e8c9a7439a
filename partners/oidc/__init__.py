"""Log-in through an OpenID Connect issuer: Ansattporten, ID-porten or any other.

Authlib speaks the protocol; what a token must say is checked once more here. An
identity opens the account it is tied to, for the one organisation it was chosen for.
"""
