#!/usr/bin/env python3
"""Take pictures of pages, to look at them: phone, tablet, desk, light, dark, print.

    python scripts/pictures.py FOLDER http://127.0.0.1:8000/ http://127.0.0.1:8000/nn/

Needs Playwright and a Chromium; `--chromium` names another one than /usr/bin/chromium.
A page wider than its window is told on the last lines, and the status is 1.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

WIDTHS = (320, 768, 1280)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def file_name(address):
    """Return a name for the picture of `address`: path and query, in plain letters."""
    parts = urlsplit(address)
    text = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return re.sub(r"[^0-9A-Za-zæøåÆØÅ-]+", "_", text).strip("_") or "home"


def take_pictures(page, address, folder, *, widths, schemes, with_print):
    """Save the pictures of one page; return the widths at which it scrolls sideways."""
    name = file_name(address)
    too_wide = []
    page.goto(address, wait_until="networkidle")
    for scheme in schemes:
        page.emulate_media(media="screen", color_scheme=scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(
                path=folder / f"{name}-{width}-{scheme}.png", full_page=True
            )
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append(width)
    if with_print:
        page.emulate_media(media="print", color_scheme="light")
        page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
    return sorted(set(too_wide))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("addresses", nargs="+", metavar="address")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--width", type=int, action="append", help="may repeat")
    parser.add_argument("--scheme", choices=("light", "dark"), action="append")
    parser.add_argument("--no-print", action="store_true", help="no PDF")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    status = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=CHROMIUM_FLAGS
        )
        page = browser.new_page()
        page.on("console", lambda message: print(f"  console: {message.text}"))
        for address in options.addresses:
            too_wide = take_pictures(
                page,
                address,
                options.folder,
                widths=options.width or WIDTHS,
                schemes=options.scheme or ("light", "dark"),
                with_print=not options.no_print,
            )
            print(address)
            for width in too_wide:
                status = 1
                print(f"  scrolls sideways at {width} px")
        browser.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
