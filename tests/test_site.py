"""The documentation site has every document, view, knob and term, and its links lead where they led in the repository."""

import re
from pathlib import Path

import pytest

from docs import build_site
from playground.core.experiment import KNOBS
from playground.core.glossary import GLOSSARY
from playground.ui.view_specs import VIEW_SPECS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return build_site.pages()


def test_every_document_has_a_page_and_every_page_is_in_the_menu(pages: dict[str, str]) -> None:
    documents = [*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    assert [path for path in documents if build_site.placed(path) not in pages] == []
    listed = {name for names in build_site.CONTENTS.values() for name in names} | {"index"}
    assert {page[:-3] for page in pages if not page.startswith("adr/0")} == listed
    assert all(page[4:-3] in pages["adr/README.md"] for page in pages if page.startswith("adr/0"))


def test_every_view_knob_and_term_is_told(pages: dict[str, str]) -> None:
    assert all(f"`{name}`" in pages["knobs.md"] and knob.help in pages["knobs.md"] for name, knob in KNOBS.items())
    assert all(f"`{view.name}`" in pages["views.md"] for view in VIEW_SPECS)
    assert all(term.words in pages["terms.md"] + pages["theory.md"] for term in GLOSSARY)
    for title, table in build_site.CHOICES.items():
        assert all(f"`{entry.name}`" in pages["choices.md"] for entry in table), title


def test_first_minute_and_lessons_are_there_in_both_languages_with_pictures(pages: dict[str, str]) -> None:
    assert "Two moons" in pages["first-minute.md"]
    assert "두 개의 달" in pages["ko/first-minute.md"]
    assert "수업" in pages["ko/lessons.md"]
    for page in ("first-minute.md", "ko/first-minute.md", "views.md"):
        shown = re.findall(r"pictures/([\w-]+)\.png", pages[page])
        known = {*build_site.SHOTS, *(f"view-{name}" for name in build_site.VIEW_SHOTS)}
        assert shown
        assert set(shown) <= known


@pytest.mark.parametrize(
    ("text", "source", "page", "expected"),
    [
        ("[a](docs/data.md)", "README.md", "index.md", "[a](data.md)"),
        ("[docs/data.md](docs/data.md)", "README.md", "index.md", "[data](data.md)"),
        (
            "[a](lessons.md#your-own-lesson)",
            "docs/lessons.ko.md",
            "ko/lessons.md",
            "[a](../lessons.md#your-own-lesson)",
        ),
        ("[a](../packaging/README.md)", "docs/installing.md", "installing.md", "[a](packaging.md)"),
        ("[a](../playground/app.py)", "docs/design.md", "design.md", "a"),
        ("[a](https://b.org/c.md)", "README.md", "index.md", "[a](https://b.org/c.md)"),
    ],
)
def test_a_link_leads_where_it_led(text: str, source: str, page: str, expected: str) -> None:
    assert build_site.moved(text, ROOT / source, page) == expected
