"""`gan-playground list`: every choice, read from the tables that the program itself uses."""

from __future__ import annotations

import argparse
import json
from typing import Any

from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import KNOBS
from playground.core.experiment.cures import CURES
from playground.core.experiment.knobs import Knob
from playground.core.experiment.presets import own_presets, presets
from playground.core.glossary import GLOSSARY, Term
from playground.core.metrics import METRICS
from playground.core.targets import TARGETS
from playground.engine.reproduce.catalogue import REPRODUCTIONS
from playground.i18n import N_, tr
from playground.ui.layers import LAYERS
from playground.ui.lessons.names import lessons
from playground.ui.view_specs import VIEWS


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("list", help=tr("list every choice"), description=tr("List every choice."))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.set_defaults(run=run)


def knob_row(name: str, knob: Knob) -> dict[str, Any]:
    """One knob's name, range and whether it is live."""
    span: dict[str, Any] = {"choices": list(knob.names)} if knob.names else {"low": knob.low, "high": knob.high}
    if knob.reads is not None:
        span = {"text": knob.allowed()}
    if knob.gap is not None:
        span["also"] = knob.gap
    return {"name": name, "range": span, "live": knob.live, "label": tr(knob.label), "help": tr(knob.help)}


def term_row(term: Term) -> dict[str, Any]:
    """One term of the screen's glossary."""
    return {"name": term.name, "title": tr(term.title), "words": tr(term.words), "formula": term.formula}


def everything() -> dict[str, list[Any]]:
    """Names by kind; knobs with their ranges."""
    return {
        "targets": list(TARGETS.names),
        "objectives": list(OBJECTIVES.names),
        "penalties": list(PENALTIES.names),
        "optimizers": list(OPTIMIZERS.names),
        "activations": list(ACTIVATIONS.names),
        "initialisations": list(INITIALISATIONS.names),
        "metrics": list(METRICS.names),
        "cures": list(CURES.names),
        "reproductions": list(REPRODUCTIONS.names),
        "presets": list(presets().names),
        "own_presets": list(own_presets()),
        "knobs": [knob_row(name, knob) for name, knob in KNOBS.items()],
        "views": list(VIEWS),
        "layers": [layer.name for layer in LAYERS],
        "lessons": [
            {"name": x.name, "title": tr(x.title), "minutes": x.minutes, "steps": len(x.steps)} for x in lessons()
        ],
        "glossary": [term_row(term) for term in GLOSSARY],
    }


def run(arguments: argparse.Namespace) -> int:
    """Prints the tables."""
    if arguments.json:
        print(json.dumps(everything()))
        return 0
    tables = {
        N_("targets"): TARGETS,
        N_("objectives"): OBJECTIVES,
        N_("penalties"): PENALTIES,
        N_("optimizers"): OPTIMIZERS,
        N_("activations"): ACTIVATIONS,
        N_("initialisations"): INITIALISATIONS,
        N_("metrics"): METRICS,
        N_("cures"): CURES,
        N_("reproductions"): REPRODUCTIONS,
        N_("presets"): presets(),
    }
    for title, table in tables.items():
        print(f"\n{tr(title)}")
        for entry in table:  # type: ignore[attr-defined]  # registries of different entries
            print(f"  {entry.name:<22} {tr(entry.label)}")
    print(f"\n{tr('knobs')}")
    for name, knob in KNOBS.items():
        how = tr("live") if knob.live else tr("new run")
        print(f"  {name:<22} {how:<8} {tr(knob.label)}: {knob.allowed()}")
    for title, shown in ((tr("views"), VIEWS), (tr("layers"), [layer.name for layer in LAYERS])):
        print(f"\n{title}\n  " + "  ".join(shown))
    return 0
