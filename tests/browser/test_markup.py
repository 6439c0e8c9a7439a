"""Every page is valid HTML, as the Nu Html Checker reads it."""

import json
import subprocess

from .conftest import needed


def test_the_checker_finds_no_error_on_any_page(sent_pages, tmp_path):
    jar = needed("PORTAL_VNU_JAR", "vnu.jar")
    names = {}
    for number, page in enumerate(sent_pages):
        file = tmp_path / f"{number:03}.html"
        file.write_bytes(page.body)
        names[file.name] = page.path
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    problems = {
        f"{names[message['url'].rsplit('/', 1)[1]]}: {message['message']}"
        for message in json.loads(done.stderr or done.stdout)["messages"]
    }
    assert not problems
    assert len(names) > 100
