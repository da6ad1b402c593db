"""The tables are reproduced, what they are compared with is named, and a value that is off is caught."""

import json
import math
import re
from pathlib import Path

import pytest

from playground.core.errors import InputError
from playground.core.experiment.cures import CURES
from playground.engine.reproduce import REPRODUCTIONS, Options, Reproduction, Row, Table, run
from playground.engine.reproduce.cures import Cures, Found
from playground.engine.reproduce.table import RULES, agrees

DOCS = Path(__file__).parents[2] / "docs" / "reproductions.md"


EARLIER = ("dirac", "optimism")
"""The tables beside an earlier run; the others stand beside the papers' theorems and closed forms."""
earlier = pytest.mark.parametrize("table", EARLIER, indirect=True)


@pytest.fixture(scope="module", params=[*EARLIER, "negative-momentum", "path-angle"])
def table(request):
    return REPRODUCTIONS[request.param].table(Options())


def test_every_checked_value_agrees(table):
    assert [row.key for row in table.rows if row.passed is False] == []
    assert table.passed


def test_keys_are_unique(table):
    assert len({row.key for row in table.rows}) == len(table.rows)


ROUNDING = re.compile(r"\d\.\d+e-(1[3-9]|[2-9]\d)\b")
"""Distances that are left of rounding alone: another processor rounds otherwise."""


def test_the_documents_show_the_table_as_it_is_printed(table):
    ours, documented = (ROUNDING.sub("rounding", text) for text in (table.as_text(), DOCS.read_text(encoding="utf-8")))
    assert ours in documented


@earlier
def test_little_is_left_unchecked(table):
    unchecked = {row.key for row in table.rows if row.passed is None}
    allowed = {f"minimax_consensus {s} last" for s in ("simultaneous", "alternating", "alternating_5")}
    assert unchecked <= allowed | {"minimax_consensus_published alternating_5 last"}
    assert len([row for row in table.rows if row.rule == "printed"]) >= 28


@pytest.mark.parametrize(
    ("ours", "printed", "good"),
    [
        (1.019, "1.00", True),
        (1.021, "1.00", False),
        (0.284, "0.28", True),
        (0.29, "0.28", False),
        (2.64e-6, "2.6e-6", True),
        (2.7e-6, "2.6e-6", False),
        (9.53e-22, "1e-21", True),
        (1.4e-21, "1e-21", True),
        (9.4e-22, "1e-21", False),
        (1.6e-21, "1e-21", False),
        (-1.0, "1.00", False),
        (math.nan, "1.00", False),
        (math.inf, "1.00", False),
        (0.699, ".70", True),
    ],
)
def test_agreement_is_two_per_cent_or_the_printed_digits(ours, printed, good):
    assert agrees(ours, printed) is good


@pytest.mark.parametrize(
    ("rule", "ours", "passed"),
    [
        ("printed", 0.1, True),
        ("printed", 0.2, False),
        ("last_digit", 0.2, True),
        ("last_digit", 0.21, False),
        ("below", 0.4, True),
        ("below", 0.5, False),
        ("below", math.nan, False),
        ("above", 0.5, True),
        ("above", 0.4, False),
        ("more", 0.5 + 1e-8, True),
        ("more", 0.5, False),
        ("at_most", 0.5, True),
        ("at_most", 0.5 + 1e-8, False),
        ("exact", 0.5 + 1e-10, True),
        ("exact", 0.5 - 1e-8, False),
        ("exact", math.nan, False),
        ("unchecked", math.nan, None),
    ],
)
def test_rules(rule, ours, passed):
    assert Row("key", "label", "quantity", ours, "0.1", rule, 0.5).passed is passed
    assert {r.name for r in RULES} == {
        "printed",
        "last_digit",
        "below",
        "above",
        "unchecked",
        "more",
        "at_most",
        "exact",
    }


@pytest.mark.parametrize("table", ["negative-momentum", "path-angle"], indirect=True)
def test_what_stands_beside_a_theorem_is_called_the_papers(table):
    assert all(row.passed for row in table.rows)
    assert "earlier" not in table.as_text()
    assert all("paper" in row and "earlier" not in row for row in json.loads(table.as_json())["rows"])


def small(*values):
    rows = tuple(Row(f"row {i}", "같은", f"value {i}", ours, "1.00") for i, ours in enumerate(values))
    return Reproduction("small", "", "", lambda _: Table("small", "Small", rows, ("A note.",)))


@pytest.fixture
def only(monkeypatch):
    """Makes `run` know one table of the given values."""
    return lambda *values: monkeypatch.setitem(REPRODUCTIONS._entries, "small", small(*values))


@pytest.mark.parametrize("as_json", [False, True])
def test_one_value_that_is_off_makes_the_exit_status_one(only, as_json):
    written = []
    only(1.0, 1.01)
    assert run("small", as_json, written.append) == 0
    only(1.0, 1.03)
    assert run("small", as_json, written.append) == 1
    assert len(written) == 2


def test_text_is_aligned_and_says_which_is_off(only):
    written = []
    only(1.0, 1.03)
    run("small", False, written.append)
    lines = written[0].splitlines()
    assert lines[0] == "Small"
    assert lines[3].startswith("같은  value 0  1.00")
    assert lines[4].startswith("      value 1  1.03")
    assert lines[3].endswith("PASS")
    assert lines[4].endswith("FAIL")
    assert lines[-2:] == ["1 of 2 checked values agree.", "A note."]


def test_json_is_whole_and_strict(only):
    written = []
    only(1.0, math.nan)
    run("small", True, written.append)
    whole = json.loads(written[0], parse_constant=pytest.fail)
    assert whole["passed"] is False
    assert [row["ours"] for row in whole["rows"]] == [1.0, None]
    assert [row["passed"] for row in whole["rows"]] == [True, False]


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InputError, match="dirac, optimism"):
        run("nothing", False, print)


def test_options_reach_the_reproduction(monkeypatch):
    seen = []

    def table(options):
        seen.append(options)
        return Table("small", "Small", ())

    monkeypatch.setitem(REPRODUCTIONS._entries, "small", Reproduction("small", "", "", table))
    assert run("small", False, lambda _: None, Options(seeds=(7,), budget=3.0)) == 0
    assert seen == [Options((7,), 3.0)]


@earlier
def test_what_no_paper_prints_is_not_called_published(table):
    """Two papers show figures, and the cures are compared with an earlier study of this project."""
    assert "shows figures" in table.as_text()
    assert "earlier run" in table.as_text()
    found = Found(CURES["r1"], (8, 8, 8), (0.9, 0.9, 0.9), (0.9, 0.9, 0.9), 3000, 1.0)
    text, rows = Cures((found,)).as_text(), json.loads(Cures((found,)).as_json())["rows"]
    assert "published" not in text
    assert text.splitlines()[2].count("earlier study") == 3
    assert "this project's own" in text
    assert not any(key.startswith("published") for key in rows[0])
