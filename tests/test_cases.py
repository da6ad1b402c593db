"""Files as people have them: the table in docs/data.md is what the program makes of each today."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CASES, SHARED = ROOT / "tests" / "cases", ROOT.parent / "shared" / "cases"


def test_the_page_says_what_the_program_makes_of_each_case() -> None:
    command = [sys.executable, ROOT / "docs" / "describe_cases.py", "--check"]
    assert subprocess.run(command, check=False).returncode == 0, "run: python docs/describe_cases.py"


@pytest.mark.skipif(not SHARED.is_dir(), reason="only where the project's shared folder is")
def test_the_copies_are_those_of_the_shared_folder() -> None:
    there = {path.name: path.read_bytes() for path in SHARED.iterdir() if path.name != "README.md"}
    assert there == {path.name: path.read_bytes() for path in CASES.iterdir() if path.name != "README.md"}


MUST_GIVE = {
    "thousands_tab.tsv": "“,” groups thousands. * First point: (1200, 3450).",
    "thousands_quoted.csv": "“,” groups thousands. * First point: (1200, 3450).",
    "thousands_de.csv": "“.” groups thousands. * First point: (1200, 3450).",
    "age_income.csv": "All 600 rows * columns scaled by * First point: (28.1, 28282.9).",
    "pandas_default_header.csv": "The first row is the header. * First point: (5.1, 3.2).",
    "pandas_index.csv": "Columns 2 (0) and 3 (1). * First point: (5.1, 3.2).",
    "first_row_thousands.csv": "There is no header. * First point: (1250.5, 1100.2).",
    "swiss.csv": "There is no header. * First point: (1250.5, 1100.2).",
    "first_row_space.csv": "There is no header. * First point: (10237.65, 1500.2).",
    "first_row_uminus.csv": "There is no header. * First point: (-1.5, -2.5).",
    "first_row_na.csv": "Refused: first_row_na.csv, line 1: 'NA' is not a number",
    "excel_err_rows.csv": "Refused: excel_err_rows.csv, line 2: '#VALUE!' is not a number",
    "photo.heic": "Refused: * HEIC * export it as JPEG or PNG",
    "bom.toml": "batch = 64, seed = 3",
    "bom_sweep.toml": "A sweep of 2 runs.",
    "tiny_sweep.toml": "A sweep of 2 runs.",
    "sweep_excel_bom.csv": "The results of a sweep: 2 runs",
    "white_on_transparent.png": "opaque",
    "illustrator.svg": "512 × 341 pixels.",
    "extimg.svg": "Refused: * outside of itself",
    "sep_line.csv": "The decimal sign is “,”. * First point: (1.5, 2.5).",
    "excel_empty_rows.csv": "All 2 rows * 2 empty rows are left out.",
    "units_row.csv": "units under it (mm, mm) * First point: (1.5, 2.5).",
    "multiline_header.csv": "x (mm) * First point: (1.5, 2.5).",
    "pipe.csv": "First point: (1.5, 2.5).",
    "label_col.csv": "Columns 1 (x) and 2 (y).",
    "Xy.npz": "All 60 rows",
    "xtrain.npz": "All 60 rows",
    "labels_first.npz": "Columns 2 (X[0]) and 3 (X[1]).",
    "wgan_original.toml": "objective = wasserstein",
}


@pytest.mark.parametrize("name", MUST_GIVE)
def test_each_gives_what_it_must(name: str) -> None:
    said = runpy.run_path(str(ROOT / "docs" / "describe_cases.py"))["made_of"](CASES / name)
    at = 0
    for part in MUST_GIVE[name].split(" * "):
        at = said.find(part, at)
        assert at >= 0, (part, said)
