"""A knob: the label, help, range and effect of one field of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.core.registry import Registry
from playground.i18n import Text, tr

KnobValue: TypeAlias = str | int | float
"""What a knob can be turned to."""


@dataclass(frozen=True)
class Knob:
    """One declared setting; the window's panel, the files, the command line and `list` are built from it."""

    label: Text
    help: Text
    group: Text
    live: bool
    low: float | None = None
    high: float | None = None
    scale: str = "linear"
    """How a slider moves over the range: "linear", "log", or "power of two"."""
    unit: Text = ""
    choices: Registry[Any] | tuple[str, ...] | None = None
    gap: float | None = None
    """The one value outside [low, high] that is also allowed: 0 for "off" if the range is logarithmic."""
    reads: Callable[[str], object] | None = None
    """For a text value with its own format: the function that reads it, or raises InputError."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names to choose from; empty if the knob is a number."""
        return self.choices.names if isinstance(self.choices, Registry) else self.choices or ()

    def choice_label(self, name: str) -> str:
        """The label of one choice, in the user's language."""
        return tr(self.choices[name].label) if isinstance(self.choices, Registry) else tr(CHOICE_LABELS.get(name, name))

    def allowed(self) -> str:
        """The allowed values, in words."""
        if self.reads is not None:
            return tr("nothing, or text that begins with points, picture or mixture")
        if self.names:
            return tr("one of: {names}", names=", ".join(self.names))
        if self.gap is not None:
            return tr("{gap} or from {low:g} to {high:g}", gap=f"{self.gap:g}", low=self.low, high=self.high)
        return tr("from {low:g} to {high:g}", low=self.low, high=self.high)

    def check(self, key: str, value: Any, kind: type) -> Any:
        """The value converted to its kind; InputError, naming key, value and what is allowed, if it has the wrong
        type or is out of range.
        """
        try:
            value = msgspec.convert(value, kind)
        except (msgspec.ValidationError, UnicodeEncodeError):
            what = {
                "int": tr("a whole number"),
                "float": tr("a number"),
                "str": tr("a name"),
                "bool": tr("true or false"),
            }
            raise InputError(
                tr(
                    "{key} = {value} is not {kind}; allowed is {allowed}",
                    key=key,
                    value=plain(repr(value)),
                    kind=what[kind.__name__],
                    allowed=self.allowed(),
                )
            ) from None
        if self.reads is not None:
            self.reads(value)
            return value
        if self.names:
            inside = value in self.names
        else:
            inside = value == self.gap or (
                self.low is not None and self.high is not None and self.low <= value <= self.high
            )
        if not inside:
            raise InputError(
                tr(
                    "{key} = {value} is not allowed; use {allowed}",
                    key=key,
                    value=plain(repr(value)),
                    allowed=self.allowed(),
                )
            )
        return value


GROUPS = ("Data", "Generator", "Discriminator", "Objective", "Optimiser", "Run")
"""The parts of the panel."""

CHOICE_LABELS: dict[str, Text] = {
    "off": "Off",
    "on": "On",
    "alternating": "Alternating: D, then G",
    "simultaneous": "Simultaneous",
    "cpu": "CPU",
    "cuda": "GPU (CUDA)",
    "mps": "GPU (Apple)",
}


def knob(default: Any, label: str, help: str, group: str, **more: Any) -> Any:  # noqa: A002 (the knob's own field)
    """A dataclass field that is a knob; live unless stated otherwise."""
    return field(default=default, metadata={"knob": Knob(label, help, group, more.pop("live", True), **more)})
