"""Builds the documentation site: gathers docs/, writes the pages that follow from tables, has the program draw its pictures.

    python docs/build_site.py               into build/site/html; fails at a link or an anchor that leads nowhere
    python docs/build_site.py --no-pictures     keeps the pictures that are there, for those who write

The pages on views, knobs, choices, theory and terms are written from the program's own tables, so that they can't be out of date.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import EXPERIMENT, KNOBS
from playground.core.experiment.presets import presets
from playground.core.glossary import GLOSSARY, Term
from playground.core.glossary.theory import THEORY
from playground.core.metrics import METRICS
from playground.core.targets import TARGETS
from playground.ui.layers import LAYERS
from playground.ui.view_specs import OPENGL_VIEWS, VIEW_SPECS, VIEWS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "site" / "pages"
HTML = ROOT / "build" / "site" / "html"
PICTURES = ROOT / "build" / "site" / "pictures"
FROM_ELSEWHERE = {
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "packaging/README.md": "packaging.md",
    "docs/lessons.ko.md": "ko/lessons.md",
}
"""Documents that lie elsewhere than the site has them."""
SHOTS = {
    "first": "--preset start --iterations 60",
    "workshop": "--preset start --iterations 600 --level workshop",
    "ko-first": "--language ko --preset start --iterations 60",
    "ko-workshop": "--language ko --preset start --iterations 600 --level workshop",
}
"""Whole windows, by the name of their picture."""
VIEW_SHOTS = tuple(name for name in VIEWS if name not in OPENGL_VIEWS)
CHOICES = {
    "Targets": TARGETS,
    "Objectives": OBJECTIVES,
    "Penalties": PENALTIES,
    "Optimisers": OPTIMIZERS,
    "Metrics": METRICS,
    "Layers of the plane": LAYERS,
    "Presets": presets(),
}
CONTENTS = {
    "To begin": ("first-minute", "installing", "lessons"),
    "Everything there is": ("views", "knobs", "choices", "data", "theory", "terms", "recipes"),
    "Measured": ("reproductions", "audit", "performance", "reliability"),
    "For those who change it": ("CONTRIBUTING", "design", "adr/README", "glossary", "packaging", "CHANGELOG"),
    "한국어": ("ko/first-minute", "ko/lessons"),
}
"""The pages in their order, below their titles; Sphinx names any page that is in none of these lists."""
LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")


# ---- pages of the repository ----


def placed(document: Path) -> str:
    """Where the site has a document of the repository, as a path below its pages; "" if it does not have it."""
    name = document.relative_to(ROOT).as_posix()
    if name == "README.md":
        return "index.md"
    if name == "README.ko.md":
        return "ko/first-minute.md"
    if name in FROM_ELSEWHERE:
        return FROM_ELSEWHERE[name]
    if name.startswith("docs/") and document.suffix in (".md", ".svg"):
        return name.removeprefix("docs/")
    return name if name.startswith("assets/") else ""


def moved(text: str, source: Path, page: str) -> str:
    """The text with every link as it must be on its page; a link to what the site lacks becomes plain words."""

    def follow(match: re.Match[str]) -> str:
        target, _, anchor = match[2].partition("#")
        if not target or "://" in target:
            return match[0]
        there = placed((source.parent / target).resolve())
        if not there:
            return match[1].lstrip("!")[1:-2]
        up = "../" * page.count("/")
        words = f"[{Path(target).stem}](" if match[1] == f"[{target}](" else match[1]  # not a path as its words
        return f"{words}{up}{there}{'#' + anchor if anchor else ''}{match[3]}"

    return LINK.sub(follow, text)


def section(document: Path, title: str) -> str:
    """One section of a document, with its title as the page's."""
    text = document.read_text("utf-8")
    begin = text.index(f"\n## {title}\n") + 1
    end = text.find("\n## ", begin)
    return text[begin : end if end > 0 else None].replace("## ", "# ", 1)


def contents(title: str, names: Iterable[str]) -> str:
    """A list of pages for the menu, which the page itself does not show."""
    lines = ["", ":::{toctree}", ":hidden:", *([f":caption: {title}"] if title else []), "", *names, ":::", ""]
    return "\n".join(lines)


def repository_pages() -> dict[str, str]:
    """Every document of the repository that the site has, by its page."""
    found = [
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "adr").glob("*.md"),
        *(ROOT / name for name in FROM_ELSEWHERE),
    ]
    found.append(ROOT / "README.md")
    pages = {placed(path): moved(path.read_text("utf-8"), path, placed(path)) for path in found}
    pages["index.md"] += "".join(contents(title, names) for title, names in CONTENTS.items())
    pages["adr/README.md"] += contents("", sorted(page[4:-3] for page in pages if page.startswith("adr/0")))
    for name, document, title, shots in (
        ("first-minute.md", ROOT / "README.md", "In the first minute", ("first", "workshop")),
        ("ko/first-minute.md", ROOT / "README.ko.md", "처음 1분", ("ko-first", "ko-workshop")),
    ):
        text = moved(section(document, title), document, name)
        text = re.sub(r"\n!\[[^\n]*\n", "\n", text)  # its pictures are the newest ones below
        up = "../" * name.count("/")
        pages[name] = text + "".join(f"\n![{shot}]({up}pictures/{shot}.png)\n" for shot in shots)
    return pages


# ---- pages from tables ----


def cell(text: str) -> str:
    """A text within a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def rows(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table."""
    names = list(head)
    table = [names, ["---"] * len(names), *lines]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in table) + "\n"


def knobs_page() -> str:
    """Every knob, by its group."""
    text = "# Every knob\n\nEach is a field of the experiment: `--set NAME=VALUE`, a line of an experiment file, a control of the window.\n"
    for group in dict.fromkeys(knob.group for knob in KNOBS.values()):
        text += f"\n## {group}\n"
        for name, knob in KNOBS.items():
            if knob.group == group:
                first = f"`{value}`" if (value := getattr(EXPERIMENT, name)) != "" else "nothing"
                when = "takes effect at once" if knob.live else "starts a new run"
                text += (
                    f"\n### {knob.label}: `{name}`\n\n{knob.help}\n\n*At first {first}; {knob.allowed()}; {when}.*\n"
                )
    return text


def choices_page() -> str:
    """Every entry of every table."""
    text = "# Every choice\n\n`gan-playground list` prints the same names.\n"
    for title, table in CHOICES.items():
        entries: Iterable[Any] = table
        lines = [(f"`{entry.name}`", entry.label, getattr(entry, "help", "")) for entry in entries]
        text += f"\n## {title}\n\n" + rows(("name", "label", "what it is"), lines)
    return text


def told_of(place: str) -> str:
    """The glossary's words for a place of the screen; "" if it has none."""
    return " ".join(term.words for term in GLOSSARY if place in term.where)


def views_page() -> str:
    """Every view with its words and its picture."""
    titles = {"plane": "The plane"} | {view.name: view.title for view in VIEW_SPECS}
    text = "# Every view\n\nAfter 600 iterations of the preset `start`; `gan-playground shot OUT.png --view NAME` draws each.\n"
    for name, title in titles.items():
        text += f"\n## {title}\n\n`{name}`. {told_of('view:' + name)}\n"
        if name in VIEW_SHOTS:
            text += f"\n![{title}](pictures/view-{name}.png)\n"
        elif name in OPENGL_VIEWS:
            text += "\nIt needs OpenGL, which the machine that builds these pages does not have.\n"
    return text


def term_text(term: Term) -> str:
    """One term, with its formula and what it means when it grows and shrinks."""
    text = f"\n## {term.title}\n\n{term.words}\n"
    text += f"\n    {term.formula}\n" if term.formula else ""
    text += "".join(f"\n* {sign} {said}" for sign, said in (("grows:", term.up), ("shrinks:", term.down)) if said)
    return text + "\n"


def theory_page() -> str:
    """The terms of theory; how to see them."""
    return (
        "# Theory\n\nCtrl+T opens the theory window: games of one parameter each, as phase portraits with their eigenvalues. "
        "[Reproductions](reproductions.md) recomputes what the papers say of them.\n" + "".join(map(term_text, THEORY))
    )


def terms_page() -> str:
    """All terms of the screen."""
    rest = [term for term in GLOSSARY if term not in THEORY]
    return "# Terms\n\nShift+F1 in the program explains whatever the pointer is on with these words.\n" + "".join(
        map(term_text, rest)
    )


# ---- pictures, and all of it ----


def draw(names: dict[str, str]) -> None:
    """Has the program draw each picture with these arguments."""
    for name, words in names.items():
        command = [sys.executable, "-m", "playground", "shot", str(PICTURES / f"{name}.png"), *words.split()]
        subprocess.run([*command, "--size", "1440x900"], check=True, cwd=ROOT)


def pages() -> dict[str, str]:
    """Every page of the site, by its path."""
    return repository_pages() | {
        "views.md": views_page(),
        "knobs.md": knobs_page(),
        "choices.md": choices_page(),
        "theory.md": theory_page(),
        "terms.md": terms_page(),
    }


def gather() -> None:
    """Writes every page and copies every picture."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for page, text in pages().items():
        path = PAGES / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(PICTURES, PAGES / "pictures")
    shutil.copytree(ROOT / "assets", PAGES / "assets")
    shutil.copy(ROOT / "docs" / "architecture.svg", PAGES)
    shutil.copy(ROOT / "playground" / "icons" / "app.svg", PAGES)
    shutil.copy(ROOT / "docs" / "site_conf.py", PAGES / "conf.py")


def main() -> int:
    """Sphinx's exit status: 1 where it has a warning, such as a link that leads nowhere."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-pictures", action="store_true", help="keep the pictures that are there")
    if not parser.parse_args().no_pictures:
        shutil.rmtree(PICTURES, ignore_errors=True)
        PICTURES.mkdir(parents=True)
        views = {f"view-{name}": f"--preset start --iterations 600 --view {name}" for name in VIEW_SHOTS}
        draw(SHOTS | views)
    gather()
    words = ("-b", "html", "-W", "--keep-going", "-q", str(PAGES), str(HTML))
    return subprocess.run([sys.executable, "-m", "sphinx", *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
