"""The README's numbers are those of the tables, its commands are understood, and the paths that the documents name exist."""

import re
import shlex
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from playground.cli import make_parser
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment.phenomena import PHENOMENA
from playground.core.metrics import METRICS
from playground.core.targets import TARGETS
from playground.ui.layers import LAYERS
from playground.ui.side.marks import MOST_RUNS

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    chain(
        [ROOT / "README.md", ROOT / "CONTRIBUTING.md"], (ROOT / "docs").glob("*.md"), (ROOT / "docs/adr").glob("*.md")
    )
)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen")  # fmt: skip
NUMBER = rf"\b(\d+|{'|'.join(WORDS)})"
COUNTS: dict[str, Callable[[], int]] = {
    r"targets\b": lambda: len(TARGETS.names),
    r"of GAN Lab\b": lambda: sum(target.source.startswith("GAN Lab") for target in TARGETS),
    r"objectives\b": lambda: len(OBJECTIVES.names),
    r"penalties\b": lambda: len(set(PENALTIES.names) - {"none"}),
    r"optimisers\b": lambda: len(OPTIMIZERS.names),
    r"metrics\b": lambda: len(METRICS.names),
    r"layers\b": lambda: len(LAYERS),
    r"(?:failures|phenomena)\b": lambda: len(PHENOMENA.names),
    r"runs in step\b": lambda: MOST_RUNS,
}
"""By what follows the number: how many there are."""


def claims(text: str, what: str) -> list[int]:
    """Every number in a text that is followed by this."""
    found = re.findall(rf"{NUMBER}\s+{what}", text, flags=re.IGNORECASE)
    return [int(n) if n.isdigit() else WORDS.index(n.lower()) for n in found]


@pytest.mark.parametrize("what", COUNTS)
def test_every_number_in_the_readme_is_that_of_its_table(what: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert claims(readme, what), "the README no longer says how many"
    assert set(claims(readme, what)) == {COUNTS[what]()}


@pytest.mark.parametrize("what", COUNTS)
def test_every_number_in_the_changelog_is_that_of_its_table(what: str) -> None:
    assert set(claims((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), what)) <= {COUNTS[what]()}


def commands() -> Iterator[str]:
    """Every line in the documents' code blocks that runs gan-playground; where it names a number, with one."""
    for path in DOCUMENTS:
        for block in re.findall(r"^```\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if line.startswith("gan-playground "):
                    yield re.sub(r"\b(N|SECONDS)\b", "1", line.replace("[", "").replace("]", ""))


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_in_the_documents_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    make_parser().parse_args(words)
    assert all((ROOT / word).exists() for word in words if word.startswith("playground/"))


FOLDERS = "cli|core|engine|ui|choices|experiment|lenses|metrics|own_data|script|session|targets|theory|training"


def paths(text: str) -> set[str]:
    """The files and folders of the program that a text names."""
    return set(re.findall(rf"(?<![\w./-])((?:playground|tests|docs|{FOLDERS})/[\w./-]*\w)", text))


def test_every_path_in_the_documents_exists() -> None:
    missing = {
        f"{document.name}: {path}"
        for document in DOCUMENTS
        for path in paths(document.read_text(encoding="utf-8"))
        if not any((root / path).exists() for root in (ROOT, ROOT / "playground", ROOT / "playground/core"))
    }
    assert not missing
