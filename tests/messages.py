"""Find every sentence of the interface, as makemessages does but without gettext."""

import ast
import re
from pathlib import Path

from django.template import Engine, Node
from django.template.base import Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).parent.parent
APPS = (
    "agreements counties finder guidance_centres partners partnership_portal"
    " publishing services workspace national_goals"
).split()
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
IN_FILTER = re.compile(r"""(?<![\w.])_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""")


def all_messages():
    """Return {(context or None, msgid): the files that hold it}."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                for message in _in_python(path.read_text(encoding="utf-8")):
                    found.setdefault(message, []).append(path.relative_to(ROOT))
    engine = Engine.get_default()
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            source = path.read_text(encoding="utf-8")
            for message in _in_template(engine, source):
                found.setdefault(message, []).append(path.relative_to(ROOT))
    return found


def _in_python(source):
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in ONE | PLURAL and texts:
            yield None, texts[0]
        elif name in CONTEXT | CONTEXT_PLURAL and len(texts) > 1:
            yield texts[0], texts[1]


def _in_template(engine, source):
    for match in IN_FILTER.finditer(source):
        yield None, match["text"]
    template = engine.from_string(source)
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            literal = getattr(node.filter_expression.var, "literal", None)
            if isinstance(literal, str):
                yield _context(node), literal
        elif isinstance(node, BlockTranslateNode):
            yield _context(node), node.render_token_list(node.singular)[0]


def _context(node):
    context = node.message_context
    if context is None:
        return None
    return context.var if isinstance(context.var, str) else _literal(context.var)


def _literal(variable):
    return variable.literal if isinstance(variable, Variable) else str(variable)
