"""Writes the table in docs/data.md: every file in tests/cases, and what the program makes of it.

python docs/describe_cases.py            writes the table
python docs/describe_cases.py --check    exit status 1 where the table there is not what the program makes of them today
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
PAGE = Path(__file__).with_name("data.md")
BEGIN, END = "<!-- begin: written by docs/describe_cases.py -->", "<!-- end -->"
SWEEPS = ("bom_sweep.toml", "tiny_sweep.toml")
TABLES = (".csv", ".tsv", ".txt", ".npy", ".npz", ".xlsx")


def made_of(path: Path) -> str:
    """What the program makes of a file, as it says so itself: one sentence or more, without the file's name."""
    from playground.core.errors import InputError

    try:
        return _reader(path)(path)
    except InputError as error:
        return "Refused: " + str(error).replace(str(path), path.name)


def _reader(path: Path) -> Callable[[Path], str]:
    from playground.engine.sweep.rows import is_table

    if path.suffix == ".toml":
        return _sweep if path.name in SWEEPS else _experiment
    if is_table(path):
        return _results
    return _table if path.suffix in TABLES else _picture


def _table(path: Path) -> str:
    from playground.core.own_data.data_files import own_data_of_file, read_points

    first = ", ".join(f"{value:.10g}" for value in read_points(path).points[0])
    return f"{_bare(own_data_of_file(path)[1], path)} First point: ({first})."


def _picture(path: Path) -> str:
    from playground.cli.pictures import own_data_of_picture

    return _bare(own_data_of_picture(path)[1], path)


def _experiment(path: Path) -> str:
    from playground.core.experiment import EXPERIMENT
    from playground.core.experiment import file as experiment_file

    made = experiment_file.read(path)
    values = {key: value for key, value in made.values().items() if value != getattr(EXPERIMENT, key)}
    return "An experiment: " + ", ".join(f"{key} = {value}" for key, value in values.items()) + "."


def _sweep(path: Path) -> str:
    from playground.engine.sweep import plan

    return f"A sweep of {len(plan.read(path).runs)} runs."


def _results(path: Path) -> str:
    from playground.engine.sweep import rows

    names, found = rows.read(path)
    return f"The results of a sweep: {len(found)} runs, {len(names)} columns."


def _bare(said: str, path: Path) -> str:
    return said.replace(f"{path}: ", "", 1).replace(str(path), path.name)


def table() -> str:
    """The table in Markdown."""
    rows = [f"| {path.name} | {made_of(path)} |" for path in sorted(CASES.iterdir()) if path.suffix != ".md"]
    escaped = [
        row[:2] + row[2:-2].replace("| ", "\0").replace("|", "\\|").replace("\0", "| ") + row[-2:] for row in rows
    ]
    return "\n".join(["| file | what the program makes of it |", "| --- | --- |", *escaped])


def page() -> str:
    """The whole page, with today's table."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def main() -> int:
    """Writes or checks the page."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    made = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text("utf-8") != made)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
