"""Links (ganplay:1?seed=3&objective=hinge): an experiment and its seed as a short text that can be pasted anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from playground.core import classroom
from playground.core.classroom import Shown
from playground.core.errors import InputError
from playground.core.experiment.experiment import EXPERIMENT, KINDS, Experiment
from playground.core.files.sentence import plain
from playground.core.targets import OWN
from playground.i18n import tr

SCHEME = "ganplay:"
VERSION = 2
MOST_CHARACTERS = 10_000
FIRST = EXPERIMENT.changed(
    {
        "batch": 256,
        "g_width": 64,
        "g_activation": "relu",
        "d_width": 64,
        "penalty_weight": 0.1,
        "learning_rate_d": 1e-3,
    }
)
"""The start-up experiment up to November 2026."""
DEFAULTS = {1: FIRST, 2: EXPERIMENT}
"""The values that a link of each version leaves unnamed. A version's defaults never change: when EXPERIMENT changes,
the last version gets its own frozen copy here, and links are written in the next one (a test checks this).
"""
LEFT_OUT, SHOW = "left_out", "show"


@dataclass(frozen=True)
class Linked:
    """The contents of a link: an experiment, a sentence on what the link leaves out (or nothing), and what a class is
    to see of the window, if the link says so.
    """

    experiment: Experiment
    note: str
    shown: Shown | None = None


def link(experiment: Experiment, shown: Shown | None = None) -> str:
    """The experiment as a link: the knobs that differ from the defaults of its version, and what a class is to see.

    Own data is left out.
    """
    base = DEFAULTS[VERSION]
    values = {key: value for key, value in experiment.values().items() if value != getattr(base, key)}
    values.pop("own_data", None)
    if experiment.target == OWN.name:
        values["target"] = base.target
        values[LEFT_OUT] = "own_data"
    query = "&".join(f"{key}={quote(_text(value), safe='')}" for key, value in values.items())
    if shown is not None and shown.hides:
        query += ("&" if query else "") + f"{SHOW}={quote(classroom.text_of(shown), safe=':,;')}"
    return f"{SCHEME}{VERSION}?{query}" if query else f"{SCHEME}{VERSION}"


def left_out(experiment: Experiment) -> str:
    """What a link of this experiment leaves out, in a sentence; empty if it leaves nothing out."""
    if experiment.target != OWN.name:
        return ""
    return tr("The link does not include your own P_data; save a session or the experiment's TOML to share it.")


def is_link(text: str) -> bool:
    """True if a text is meant as a link."""
    return text.strip().lower().startswith(SCHEME)


def read_link(text: str) -> Linked:
    """The contents of a link; InputError, one sentence, if it can't be read."""
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            tr(
                "the link is too long ({n:,} characters; at most {most:,} are allowed)",
                n=len(text),
                most=MOST_CHARACTERS,
            )
        )
    if not is_link(text):
        raise InputError(tr("a link begins with {scheme}1", scheme=SCHEME))
    if not text.isprintable():
        raise InputError(tr("the link is damaged: it contains invalid characters"))
    version, _, query = text[len(SCHEME) :].partition("?")
    if not version.isdecimal() or not version.isascii() or len(version) > 9:
        raise InputError(tr("the link has no version: a link begins like {scheme}1?seed=3", scheme=SCHEME))
    if int(version) not in DEFAULTS:
        raise InputError(
            tr("the link has version {version}, which this program does not support", version=version[:12])
        )
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=200, errors="strict"
        )
    except ValueError:
        raise InputError(tr("the link is damaged: after the ? it needs pairs like seed=3&batch=64")) from None
    values = dict(pairs)
    if len(values) != len(pairs):
        raise InputError(tr("the link names a knob twice"))
    note, show = values.pop(LEFT_OUT, ""), values.pop(SHOW, None)
    try:
        shown = None if show is None else classroom.read(show)
        base = DEFAULTS[int(version)]
        experiment = base.changed({key: _value(key, text) for key, text in values.items()})
    except InputError as error:
        raise InputError(tr("the link: {error}", error=plain(error))) from None
    words = tr("The link does not include its own P_data; the ring of 8 is used instead.") if note else ""
    return Linked(experiment, words, shown)


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _value(key: str, text: str) -> Any:
    """The value of a knob; anything that is not a number stays text, which the knob then accepts or rejects itself."""
    try:
        return KINDS.get(key, str)(text)
    except ValueError:
        return text
