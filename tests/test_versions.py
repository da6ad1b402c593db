"""The requirements keep out the versions that are known to be bad, and the pins are among those that they allow."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIRED = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]
PINNED = {
    canonicalize_name(line.split("==")[0]): line.split("==")[1]
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if "==" in line and not line.startswith("#")
}


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("PyQt6", ("6.8.1", "6.10.1"), ("6.11.0", "6.12.0")),
        ("PyQt6-Qt6", ("6.10.2", "6.11.0", "6.11.1"), ("6.11.2", "6.12.0")),
    ],
)
def test_versions_that_crash_are_kept_out(name: str, bad: tuple[str, ...], good: tuple[str, ...]) -> None:
    (allowed,) = [one.specifier for one in REQUIRED if one.name == name]
    assert [version for version in bad if version in allowed] == []
    assert [version for version in good if version not in allowed] == []


@pytest.mark.parametrize("required", REQUIRED + EXTRAS, ids=str)
def test_what_is_required_is_pinned_to_a_version_that_is_allowed(required: Requirement) -> None:
    assert PINNED[canonicalize_name(required.name)] in required.specifier
