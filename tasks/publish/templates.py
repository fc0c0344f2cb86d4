"""jinja2's one door: fill a template, with everything in it escaped.

Whatever a template prints is first stripped of characters that steer a screen, then escaped as HTML; only what this
program drew itself (charts, its own style sheet) is handed over as `trusted`.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tasks.publish.escape import visible

_FOLDER = Path(__file__).with_name("templates")


def fill(name: str, **values: object) -> str:
    """Fill the template `name`.html.j2; a value that is missing raises jinja2.UndefinedError."""
    css = _style()
    return _environment().get_template(f"{name}.html.j2").render(css=Markup(css), css_hash=_csp_hash(css), **values)


def trusted(text: str) -> Markup:
    """Mark markup that this program made itself, so that it is not escaped again."""
    return Markup(text)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


def _csp_hash(css: str) -> str:
    """Name the style sheet as a content security policy does."""
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")


def _finalize(value: object) -> object:
    """Clean what a template is about to print."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
