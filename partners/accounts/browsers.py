"""Name a browser in a word or two, so that somebody knows their own sessions again."""

from django.http import HttpRequest

# The first that occurs counts: most of them also call themselves their elders.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def name_of_browser(request: HttpRequest) -> str:
    """Return for example «Firefox, Windows»; '' when nothing is recognised.

    Nothing of what the browser sends is kept itself.
    """
    agent = request.headers.get("User-Agent", "")
    return ", ".join(
        next((name for mark, name in known if mark in agent), "")
        for known in (BROWSERS, SYSTEMS)
    ).strip(", ")
