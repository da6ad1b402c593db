"""The cut of the program is held by machines: import directions, file sizes, what is loaded when."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "playground").rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES = 400, 60


def loaded_after(imports: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after these imports."""
    code = f"{imports}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_core_and_engine_load_no_qt() -> None:
    loaded = loaded_after(
        "import playground.core.training.trainer, playground.core.lenses, playground.core.metrics, playground.core.experiment.presets\n"
        "import playground.engine.session, playground.engine.run, playground.engine.devices"
    )
    assert "torch" in loaded
    assert not loaded & {"PyQt6", "pyqtgraph", "superqt"}


def test_the_window_loads_without_torch() -> None:
    loaded = loaded_after(
        "import playground.ui.window, playground.core.experiment.presets; playground.core.experiment.presets.presets()\n"
        "from pkgutil import resolve_name\n"
        "from playground.ui.view_specs import VIEW_SPECS\n"
        "made = [resolve_name(view.make) for view in VIEW_SPECS]"
    )
    assert "PyQt6" in loaded
    assert not loaded & {"torch", "scipy"}


def test_what_the_command_line_names_of_the_window_loads_no_qt() -> None:
    loaded = loaded_after("import playground.cli.listing, playground.cli.shot, playground.cli.exporting")
    assert not loaded & {"PyQt6", "pyqtgraph", "torch"}


ALLOWED_CYCLES = (
    # rules are about an experiment, and an experiment is refused by its rules as it is made
    {"playground.core.experiment.experiment", "playground.core.experiment.rules"},
)


def imports_by_module() -> dict[str, set[str]]:
    """Every module of playground, and the modules of playground that it imports anywhere: also in functions, and also
    for the type checker alone."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES
    }
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                names = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
                found |= {full if full in modules else str(node.module) for full in names.values()}
        graph[module] = found & modules.keys()
    return graph


def knots(graph: dict[str, set[str]]) -> list[set[str]]:
    """The largest sets of modules of which each imports, by whatever detour, all others."""
    reach: dict[str, set[str]] = {}
    for module, imported in graph.items():
        seen: set[str] = set()
        left = list(imported)
        while left:
            if (there := left.pop()) not in seen:
                seen.add(there)
                left += graph[there]
        reach[module] = seen
    found: list[set[str]] = []
    for module in graph:
        knot = {module, *(other for other in reach[module] if module in reach[other])}
        if module in reach[module] and knot not in found:
            found.append(knot)
    return found


def test_no_modules_import_one_another_not_even_for_the_type_checker() -> None:
    graph = imports_by_module()
    assert len(graph) == len(SOURCES)
    assert "playground.core.experiment.rules" in graph["playground.core.experiment.experiment"]
    assert [sorted(knot) for knot in knots(graph) if knot not in ALLOWED_CYCLES] == []


def test_files_are_short_begin_with_a_sentence_and_have_short_functions() -> None:
    wrong = [f"{path.relative_to(ROOT)}: {fault}" for path in SOURCES for fault in faults(path.read_text("utf-8"))]
    assert wrong == []


def faults(text: str) -> Iterator[str]:
    """What the house style says about the shape of one module and does not find."""
    tree = ast.parse(text)
    if (lines := len(text.splitlines())) > MOST_LINES:
        yield f"{lines} lines"
    if not (ast.get_docstring(tree) or "").split("\n")[0].endswith((".", "?", ":")):
        yield "no sentence at its top"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if (lines := node.end_lineno - node.lineno) >= MOST_FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def test_what_tests_share_stands_in_support() -> None:
    """A test module imports no other test module, so that each can be read, moved and run alone."""
    shared = re.compile(r"(?m)^\s*(?:from|import) tests\.(?!support\b)(\S+)")
    found = {path.name: shared.findall(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_the_picture_of_the_architecture_is_of_todays_imports() -> None:
    """After a change of imports: python3 start.py pictures."""
    assert (
        subprocess.run([sys.executable, ROOT / "docs" / "draw_architecture.py", "--check"], check=False).returncode == 0
    )


def strings_shown(tree: ast.AST) -> list[tuple[int, str]]:
    """Literals given straight to a widget: each should have passed through tr()."""
    shown = []
    setters = {"setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setStatusTip", "addTab", "setTitle"}
    makers = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QDockWidget"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in setters | makers and isinstance(first, ast.Constant) and isinstance(first.value, str):
                shown.append((node.lineno, first.value))
    return shown


def test_every_word_on_a_widget_goes_through_tr() -> None:
    words = [
        (path.name, line, text)
        for path in sorted((ROOT / "playground" / "ui").rglob("*.py"))
        for line, text in strings_shown(ast.parse(path.read_text("utf-8")))
        if any(c.isalpha() for c in text)
    ]
    assert words == []


def test_data_colours_are_written_in_the_palette_alone() -> None:
    for path in (ROOT / "playground").rglob("*.py"):
        if path.name != "palette.py":
            text = path.read_text(encoding="utf-8").upper()
            for colour in ("0072B2", "E69F00", "CC79A7", "009E73"):
                assert colour not in text, path
