"""HTML by type: a `Markup` is HTML, any other value is text, which is escaped where it is put into a `Markup`.

    Markup("<b>{}</b>").format(clip.prompt)      the prompt is escaped, whatever it holds
    Markup("").join(rows)                        rows that are `Markup` stay as they are

So nobody has to remember to escape. A test holds that HTML is never put together as a `str`. What leaves for IPython
is made a `str` at the end, by `output`: whoever takes it apart expects no text that escapes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any, Self

import markupsafe

__all__ = ["NO_FORMULAS", "Markup", "escape", "output", "plain"]

# Terminal sequences, control characters (not tab and newline), the marks that reverse the reading
# direction, and halves of surrogate pairs, which no message can carry.
_UNPRINTABLE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain(value: object) -> str:
    """The text of `value` without anything that a terminal or a browser would obey."""
    return _UNPRINTABLE.sub("", str(value))


class Markup(markupsafe.Markup):
    """HTML. What is put in (`format`, `join`, `+`, `%`) is escaped, unless it is a `Markup` itself.

    Beside what markupsafe escapes, it takes out what `plain` does. As everything is made of templates, `Markup(...)`
    itself is only given what stands in our own source, or was encoded so that it cannot hold a tag.
    """

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Self:
        """The text of a value, safe as HTML content and inside a quoted attribute."""
        if isinstance(s, cls):
            return s
        return cls(s.__html__() if hasattr(s, "__html__") else html.escape(plain(s), quote=True))


escape = Markup.escape


#: Classes of an element in which MathJax 3 and 2 look for no formulas.
NO_FORMULAS = "mathjax_ignore tex2jax_ignore"


def _whole(html: Markup) -> Iterable[Markup]:
    return (html,)


def output(html: Markup, pieces: Callable[[Markup], Iterable[Markup]] = _whole) -> str:
    """HTML as a notebook's output. Its dollar signs are money and people's words, and never the ends of a formula.

    Front ends look for formulas in every output. `pieces` puts in what is long, when all else is there.
    """
    return "".join(pieces(Markup('<div class="{}">{}</div>').format(NO_FORMULAS, html)))
