"""start.py sets up once, routes its words, and says in one sentence what a machine lacks."""

import ast
import importlib.util
import pathlib
import shutil
import subprocess
import sys
from types import ModuleType

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py as a module of its own for each test, on a machine with a display."""
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Calls:
    """Stands in for what start.py would do: keeps each command's words, and which needs were vital."""

    def __init__(self, start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[tuple[object, ...]] = []
        self.status = 0
        monkeypatch.setattr(start, "prepare", lambda *words: self.done.append(("prepare", *words)))
        monkeypatch.setattr(start, "run", self._run)
        monkeypatch.setattr(start, "program", lambda words: self._run("program", *words))

    def _run(self, *words: object) -> int:
        self.done.append(words)
        return self.status

    @property
    def last(self) -> str:
        return " ".join(str(word) for word in self.done[-1])


@pytest.fixture
def calls(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(start, monkeypatch)


def test_it_and_what_it_imports_import_only_the_standard_library():
    """It runs before anything is installed."""
    waiting, seen = [ROOT / "start.py"], set[pathlib.Path]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ours = {ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("playground.")}
            waiting += ours - seen
            assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"playground"}
    assert ROOT / "playground" / "i18n.py" in seen


def test_an_old_python_can_parse_it_and_stops_before_anything_that_it_cannot_run():
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    gate = next(index for index, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = tree.body[1:gate]
    assert "complaint_about_python" in ast.dump(tree.body[gate])
    assert all(isinstance(node, ast.Import | ast.FunctionDef) for node in before)
    annotations = [
        ast.unparse(argument.annotation)
        for node in ast.walk(tree.body[gate - 1])
        if isinstance(node, ast.arg) and (argument := node).annotation
    ]
    assert set(annotations) == {"int"}


@pytest.mark.parametrize(("version", "too_old"), [((3, 6), True), ((3, 10), True), ((3, 11), False), ((4, 0), False)])
def test_only_a_python_older_than_3_11_gets_one_sentence(start: ModuleType, version: tuple[int, int], too_old: bool):
    sentence = start.complaint_about_python(*version)
    assert bool(sentence) == too_old
    assert sentence.count("\n") == 0
    assert not too_old or ("3.11" in sentence and f"{version[0]}.{version[1]}" in sentence)


@pytest.mark.parametrize(
    ("machine", "word"),
    [
        (("linux", "x86_64", 32, ("glibc", "2.36")), "64-bit"),
        (("darwin", "x86_64", 64, ("", "")), "Intel"),
        (("linux", "x86_64", 64, ("glibc", "2.31")), "2.31"),
        (("linux", "x86_64", 64, ("", "")), "another C library"),
        (("linux", "x86_64", 64, ("glibc", "2.36")), ""),
        (("darwin", "arm64", 64, ("", "")), ""),
        (("win32", "AMD64", 64, ("", "")), ""),
    ],
)
def test_a_machine_without_builds_is_told_why(start: ModuleType, machine: tuple[object, ...], word: str):
    sentence = start.complaint_about_machine(*machine)
    assert word in sentence
    assert bool(sentence) == bool(word)


def test_no_display_is_one_sentence_and_exit_code_2_before_any_set_up(
    start: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY")
    for words in ([], ["my.toml"], ["--preset", "start"]):
        assert start.main(words) == 2
    error = capsys.readouterr().err
    assert "no display" in error
    assert "start.py train" in error
    assert calls.done == []


@pytest.mark.parametrize(
    "words", [["train"], ["list", "--json"], ["shot", "a.png"], ["--version"], ["test"], ["check"]]
)
def test_what_opens_no_window_needs_no_display(
    start: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, words: list[str]
):
    monkeypatch.delenv("DISPLAY")
    assert start.main(words) == 0


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, False),
    ],
)
def test_only_linux_can_lack_a_display(start: ModuleType, environment: dict[str, str], there: bool):
    assert start.has_display("linux", environment) == there
    assert start.has_display("darwin", environment)
    assert start.has_display("win32", environment)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], "program"),
        (["train", "--json", "--set", "batch=256"], "program train --json --set batch=256"),
        (["my.toml"], "program my.toml"),
        (["test", "tests/core", "-x"], "-m pytest -q -n 2 --dist loadscope -m not slow tests/core -x"),
        (["test", "--slow"], "-m pytest -q -n 2 --dist loadscope -m slow"),
        (["check"], "validate --no-net playground/desktop/gan-playground.metainfo.xml"),
        (["site", "--no-pictures"], "-m docs.build_site --no-pictures"),
        (["translate", "de"], "-m playground.catalogue de"),
        (["pictures"], "-m playground shot assets/playground-ko-workshop.png --language ko --level workshop"),
    ],
)
def test_each_word_goes_where_it_belongs(start: ModuleType, calls: Calls, words: list[str], command: str):
    assert start.main(words) == 0
    assert command in calls.last
    assert calls.done[0][0] == "prepare"


def test_check_runs_every_tool_also_after_one_has_failed(
    start: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
):
    calls.status = 1
    monkeypatch.setattr(start.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(sys, "platform", "linux")
    assert start.main(["check"]) != 0
    tools = [pathlib.Path(str(words[0])).name for words in calls.done[1:]]
    assert tools == ["ruff", "ruff", "mypy", "lint-imports", "python", "desktop-file-validate", "appstreamcli"]


def test_a_check_whose_program_is_missing_has_failed(
    start: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(start.shutil, "which", lambda tool: None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert start.main(["check"]) == 2
    assert "failed: desktop-file-validate" in capsys.readouterr().err


def test_exit_codes_are_passed_on_but_for_no_slow_tests(start: ModuleType, calls: Calls):
    calls.status = 5
    assert start.main(["test", "--slow"]) == 0
    assert start.main(["test"]) == 5
    assert start.main(["train"]) == 5
    calls.status = 1
    assert start.main(["test", "--slow"]) == 1


def test_no_run_only_sets_up_and_torch_is_for_start_py_alone(start: ModuleType, calls: Calls):
    assert start.main(["--torch", "cuda", "--no-run"]) == 0
    assert calls.done == [("prepare", "cuda", "program", set())]
    start.main(["train", "--torch", "cpu", "--json"])
    assert calls.last == "program train --json"
    with pytest.raises(SystemExit, match="2"):
        start.main(["--torch", "tpu"])


def test_what_is_vital_follows_from_what_runs(start: ModuleType):
    x11, wayland, offscreen = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "w"}, {"QT_QPA_PLATFORM": "offscreen"}
    assert start.vital_needs("program", True, x11) == {"qt", "x11"}
    assert start.vital_needs("program", True, wayland) == {"qt"}
    assert start.vital_needs("program", True, offscreen) == {"qt"}
    assert start.vital_needs("program", False, x11) == set()
    assert start.vital_needs("test", False, x11) == {"qt"}
    assert start.vital_needs("check", False, x11) == {"qt"}


def test_the_fingerprint_changes_with_the_requirements_the_build_and_the_folder(
    start: ModuleType, tmp_path: pathlib.Path
):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for file in ("pyproject.toml", "constraints.txt"):
            (tmp_path / name / file).write_text(file)
    before = start.fingerprint("cpu", tmp_path / "a")
    assert start.fingerprint("cpu", tmp_path / "a") == before
    assert start.fingerprint("cuda", tmp_path / "a") != before
    assert start.fingerprint("cpu", tmp_path / "b") != before
    for file in ("pyproject.toml", "constraints.txt"):
        (tmp_path / "a" / file).write_text("other")
        assert start.fingerprint("cpu", tmp_path / "a") != before
        before = start.fingerprint("cpu", tmp_path / "a")


class Machine:
    """A project folder in which pip works, or is interrupted, without a network."""

    def __init__(self, start: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: pathlib.Path) -> None:
        self.start, self.pip_words, self.breaks_at = start, list[str](), ""
        for file in ("pyproject.toml", "constraints.txt"):
            (folder / file).write_text("torch==2.13.0\n")
        (folder / ".venv").mkdir()
        (folder / ".venv" / "python").touch()
        monkeypatch.setattr(start, "ROOT", folder)
        monkeypatch.setattr(start.fingerprint, "__defaults__", (folder,))
        monkeypatch.setattr(start, "STAMP", folder / ".venv" / "start.json")
        monkeypatch.setattr(start, "PYTHON", folder / ".venv" / "python")
        monkeypatch.setattr(start, "make_venv", lambda stamp: None)
        monkeypatch.setattr(start, "care_for_linux", lambda wanted, vital: None)
        monkeypatch.setattr(start, "pip", self._pip)

    def _pip(self, *words: object, python: pathlib.Path | None = None) -> bool:
        line = " ".join(str(word) for word in words)
        if self.breaks_at and self.breaks_at in line:
            raise KeyboardInterrupt
        self.pip_words.append(line)
        return True

    def prepares(self, command: str = "program", torch: str | None = None) -> list[str]:
        self.pip_words.clear()
        self.start.prepare(torch, command, set())
        return list(self.pip_words)


@pytest.fixture
def machine(start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> Machine:
    return Machine(start, monkeypatch, tmp_path)


def test_set_up_happens_once_and_again_when_a_requirement_changes(machine: Machine):
    assert machine.prepares()
    assert machine.prepares() == []
    (machine.start.ROOT / "constraints.txt").write_text("torch==2.13.0\nnumpy==2.4.6\n")
    assert machine.prepares()
    assert machine.prepares() == []


def test_an_interrupted_set_up_is_done_again(machine: Machine):
    machine.breaks_at = "-e ."
    with pytest.raises(KeyboardInterrupt):
        machine.prepares()
    machine.breaks_at = ""
    assert machine.prepares()[-1].endswith("-e .")
    assert machine.prepares() == []


def test_the_tools_come_with_test_or_check_and_stay(machine: Machine):
    assert machine.prepares()[-1].endswith("-e .")
    assert machine.prepares("check")[-1].endswith("-e .[dev,docs]")
    assert machine.prepares("test") == machine.prepares("program") == []


def test_another_build_of_torch_replaces_the_one_there_and_then_stays(machine: Machine):
    machine.prepares(torch="cpu")
    assert machine.prepares(torch="cuda")[0] == "uninstall --yes torch"
    assert machine.prepares() == machine.prepares(torch="cuda") == []


def test_torch_falls_back_to_the_default_index_and_says_how_large_it_is(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "platform", "linux")
    tried: list[tuple[object, ...]] = []
    monkeypatch.setattr(start, "pip", lambda *words, python=None: tried.append(words) or "--index-url" not in words)
    start.install_torch("cpu", changed=False)
    assert ["--index-url" in words for words in tried] == [True, False]
    assert "torch==2.13.0" in tried[-1]
    assert "GB" in capsys.readouterr().err


def test_help_is_a_screenful_and_sets_nothing_up(tmp_path: pathlib.Path):
    shutil.copy(ROOT / "start.py", tmp_path)
    shutil.copytree(ROOT / "playground", tmp_path / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    before = set(tmp_path.rglob("*"))
    words = [sys.executable, "-B", str(tmp_path / "start.py"), "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.count("\n") < 25
    assert "start.py test" in done.stdout
    assert set(tmp_path.rglob("*")) == before


def test_what_a_link_points_to_is_not_cleared(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept").touch()
    link = tmp_path / ".venv"
    link.symlink_to(tmp_path / "theirs", target_is_directory=True)
    monkeypatch.setattr(start, "VENV", link)
    monkeypatch.setattr(start, "PYTHON", link / "bin" / "python")
    with pytest.raises(start.CannotGoOnError, match="is a link"):
        start.make_venv({})
    assert (tmp_path / "theirs" / "kept").exists()


def test_newest_runs_the_tests_in_an_environment_of_its_own(
    start: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
):
    """Everything newest but torch, and nothing in .venv changes."""
    there: list[tuple[str, object]] = []
    monkeypatch.setattr(start, "ROOT", tmp_path)
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\ntorch==2.13.0\n")
    (tmp_path / ".venv-newest").mkdir()
    monkeypatch.setattr(start.subprocess, "call", lambda *_, **__: 0)
    monkeypatch.setattr(
        start, "pip", lambda *words, python=None: there.append((" ".join(map(str, words)), python)) or True
    )
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "numpy==2.5.5\n"))
    assert start.main(["test", "--newest", "-k", "plane"]) == 0
    python, *words = calls.done[-1]
    assert ".venv-newest" in str(python)
    assert words[-2:] == ["-k", "plane"]
    assert {where for _, where in there} == {python}
    assert "--upgrade-strategy eager" in there[-1][0]
    assert (tmp_path / ".venv-newest" / "torch.txt").read_text() == "torch==2.13.0\n"
