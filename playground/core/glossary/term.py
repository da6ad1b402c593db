"""A term of the screen's glossary: what a person reads who asks what something on the screen means."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.registry import Registry
from playground.i18n import Text


@dataclass(frozen=True)
class Term:
    """One entry. All texts are untranslated; `words` is two sentences.

    `formula` is in the notation of `notation.py`; `up` and `down` say what it means when the thing grows and when it
    shrinks, both empty for what has no size; `lesson` is the id of the lesson that shows it. `where` names the places
    of the program that it explains, each as "kind:name", such as "knob:batch" or "layer:real".
    """

    name: str
    title: Text
    words: Text
    formula: str = ""
    up: Text = ""
    down: Text = ""
    where: tuple[str, ...] = ()
    lesson: str = ""

    @property
    def label(self) -> str:
        """The title, as every registry calls it."""
        return self.title

    @property
    def help(self) -> str:
        """The words, as every registry calls them."""
        return self.words


GLOSSARY: Registry[Term] = Registry("term")
