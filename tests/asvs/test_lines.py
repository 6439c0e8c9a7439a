"""Every line of ASVS that the portal must meet has a test that bears its number."""

import ast
import re
from pathlib import Path

from .lines import LINES

NUMBER = re.compile(r"[vV](\d+)_(\d+)_(\d+)(?=_|$)")


def numbers_in(files):
    """Return the numbers that stand in the names of tests of these files."""
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found |= {"V" + ".".join(each) for each in NUMBER.findall(node.name)}
    return found


def test_each_line_has_a_test_that_is_named_after_it():
    files = Path(__file__).parent.glob("test_*.py")
    assert set(LINES) - numbers_in(files) == set()


def test_each_number_in_a_test_is_a_line_that_says_what_it_asks():
    files = Path(__file__).parent.glob("test_*.py")
    assert numbers_in(files) - set(LINES) == set()
