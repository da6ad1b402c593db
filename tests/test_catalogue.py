"""Every text is in the catalogue, and a catalogue that is out of date, unfinished or wrong is refused in words."""

import ast
import pickle
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from playground import i18n
from playground.catalogue import extraction, faults, files
from playground.catalogue.__main__ import main
from playground.catalogue.extraction import ROOT, Found
from playground.catalogue.faults import Term

FOUND: Found = {
    ("", "Save {n} layers", ""): {("playground/ui/a.py", ""): None},
    ("", "The <b>knob</b> of D", ""): {("playground/ui/a.py", "KNOBS['x'].label"): None},
    ("", "{n} run", "{n} runs"): {("playground/ui/b.py", ""): None},
    ("of a film", "Length", ""): {("playground/ui/b.py", ""): None},
}
KOREAN = {
    "Save {n} layers": "레이어 {n}개 저장",
    "The <b>knob</b> of D": "D의 <b>설정값</b>",
    "{n} run": "실행 {n}개",
    "Length": "길이",
}
TERMS = 'terms = [{ term = ["knob"], said = "설정값", not = ["노브"], allowed = ["노브고로드"] }]\n'


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """A whole catalogue without faults."""
    files.update(tmp_path, FOUND, ("ko",))
    (tmp_path / "ko" / "terms.toml").write_text(TERMS, encoding="utf-8")
    for msgid, said in KOREAN.items():
        said_of(tmp_path, msgid, said)
    return tmp_path


def po_of(locale: Path) -> Path:
    return locale / "ko" / "LC_MESSAGES" / "playground.po"


def said_of(locale: Path, msgid: str, said: str, flag: str = "") -> None:
    """Translates one text, and compiles."""
    po = files.read(po_of(locale))
    entry = next(entry for entry in po if entry.msgid == msgid)
    if entry.msgid_plural:
        entry.msgstr_plural = {0: said}
    else:
        entry.msgstr = said
    entry.flags += [flag] if flag else []
    po.save(str(po_of(locale)))
    po.save_as_mofile(str(po_of(locale).with_suffix(".mo")))


def wrong(locale: Path, found: Found = FOUND) -> list[str]:
    return list(faults.faults(locale, found))


def test_a_whole_catalogue_has_no_faults_and_is_written_the_same_again(locale: Path):
    assert wrong(locale) == []
    before = {path: path.read_bytes() for path in locale.rglob("*.*o*") if path.is_file()}
    files.update(locale, FOUND)
    assert {path: path.read_bytes() for path in before} == before
    assert "Creation-Date" not in po_of(locale).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("msgid", "said", "fault"),
    [
        ("Length", "", "1 untranslated: “Length”"),
        ("{n} run", "", "1 untranslated: “{n} run”"),
        ("Save {n} layers", "레이어 {m}개 저장", "“Save {n} layers”: its fields are m, those of its source n"),
        ("Save {n} layers", "레이어 {n개 저장", "“Save {n} layers”: its fields are unreadable, those of its source n"),
        ("{n} run", "실행", "“{n} run”: its fields are none, those of its source n"),
        ("The <b>knob</b> of D", "D의 <b>설정값", "its tags are <b, those of its source </b, <b"),
        ("The <b>knob</b> of D", "D의 <b>노브</b>", "“The <b>knob</b> of D”: “knob” is 설정값, never 노브"),
        ("Length", "길이(&L)", "“Length”: only one of it and its source has a mnemonic (&)"),
        ("Length", "길이 ", "“Length”: it does not begin and end with the blanks of its source"),
    ],
)
def test_a_wrong_translation_is_named(locale: Path, msgid: str, said: str, fault: str):
    said_of(locale, msgid, said)
    (only,) = wrong(locale)
    assert fault in only
    assert "playground.po" in only


def test_a_guess_is_named_until_someone_has_looked_at_it(locale: Path):
    said_of(locale, "Length", "길이", "fuzzy")
    (only,) = wrong(locale)
    assert "1 fuzzy: “Length”" in only


def test_a_stale_catalogue_is_named_and_brought_up_to_date(locale: Path):
    changed = {key: places for key, places in FOUND.items() if key[1] != "Length"}
    changed["", "Save {n} layers now", ""] = changed.pop(("", "Save {n} layers", ""))
    said = wrong(locale, changed)
    assert [fault.partition(" is out of date: run start.py translate")[1] != "" for fault in said] == [True, True]
    files.update(locale, changed)
    po = files.read(po_of(locale))
    assert {entry.msgid: entry.msgstr for entry in po if entry.fuzzy} == {"Save {n} layers now": "레이어 {n}개 저장"}
    assert "Length" not in [entry.msgid for entry in po]
    assert next(entry for entry in po if entry.msgid.startswith("The")).msgstr == KOREAN["The <b>knob</b> of D"]


def test_a_mo_that_is_not_compiled_from_its_po_is_named(locale: Path):
    po_of(locale).with_suffix(".mo").write_bytes(polib.POFile().to_binary())
    (only,) = wrong(locale)
    assert "playground.mo is not what playground.po compiles to" in only


def test_a_forbidden_word_is_right_inside_an_allowed_one_and_in_texts_without_the_term():
    term = Term(("knob",), "설정값", ("노브",), ("노브고로드",))
    assert term.broken(polib.POEntry(msgid="All knobs"), "모든 노브") == "노브"
    assert term.broken(polib.POEntry(msgid="All knobs"), "노브고로드의 설정값") == ""
    assert term.broken(polib.POEntry(msgid="The knobbly one"), "노브") == ""
    here = Term(("layer",), "레이어", ("층",), where=("playground/ui/layers.py",))
    assert here.broken(polib.POEntry(msgid="a layer", occurrences=[("playground/ui/layers.py", "")]), "층") == "층"
    assert here.broken(polib.POEntry(msgid="a layer", occurrences=[("playground/core/a.py", "")]), "층") == ""


def test_a_language_that_is_begun_speaks_at_run_time(locale: Path, monkeypatch: pytest.MonkeyPatch):
    translations = i18n.gettext.translation("playground", str(locale), ["ko"])
    monkeypatch.setattr(i18n, "_catalogue", [translations])
    assert i18n.tr_c("of a film", "Length") == "길이"
    assert i18n.tr("Length") == "Length"
    assert i18n.tr_n("{n} run", "{n} runs", 3) == "실행 3개"
    assert i18n.tr("Save {n} layers", n=2) == "레이어 2개 저장"


def test_lists_in_sentences():
    assert [i18n.listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [i18n.either("abc"[:n]) for n in range(4)] == ["", "a", "a or b", "a, b or c"]


# ---- the program's own catalogue ----


COLLECT = "import pickle, sys; from playground.catalogue import extraction; pickle.dump(extraction.extracted(), sys.stdout.buffer)"


@pytest.fixture(scope="module")
def found() -> Found:
    """In a process that has done nothing else: modules keep what tests before this one had them keep."""
    done = subprocess.run([sys.executable, "-c", COLLECT], capture_output=True, check=True)
    return pickle.loads(done.stdout)


def test_the_template_and_all_catalogues_are_up_to_date(found: Found):
    """Run `start.py translate` if this fails."""
    assert [fault for fault in faults.faults(files.LOCALE, found) if "start.py translate" in fault] == []


def test_the_glossary_of_korean_is_readable():
    said = {words: term.never for term in faults.terms(files.LOCALE / "ko") for words in term.words}
    assert said["discriminator"] == ("구분자", "감별자", "판별기", "구별모델")


@pytest.mark.parametrize(
    "text",
    [
        "Batch size",  # a label of a knob, by its typed field
        "Two moons",
        "Ten minutes in front of a class",  # a lesson's title
        "only {value} of {floor} modes are reached",
        "Multipliers <b>{values}</b>: each step keeps its distance.",  # a table of the module
        "Slow motion shows one D update and one G update; set both to 1 per iteration.",  # marked by N_
    ],
)
def test_texts_that_no_extractor_sees_in_a_call_are_found(found: Found, text: str):
    assert any(text in key for key in found)


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """(place, call, name) of every call of a translating function."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in extraction.KEYWORDS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node, name


def test_no_text_is_put_together_inside_a_call():
    """tr(f"..."), tr("a" if b else "c") and tr("a" + b) are seen by no extractor."""
    pieces = (ast.JoinedStr, ast.BinOp, ast.IfExp)
    places = [
        place
        for place, call, name in calls()
        for text in call.args[: 2 if name in ("tr_n", "tr_c") else 1]
        if isinstance(text, pieces)
    ]
    assert places == []


def test_literals_begin_and_end_with_a_word(found: Found):
    """A text with blanks around it is a piece of a sentence."""
    pieces = [text for context, text, _ in found if re.search(r"^\s|[ \t]$", text) and context != "between words"]
    assert pieces == ["usage: "]  # argparse's own


def test_nothing_is_translated_when_a_module_is_loaded():
    """The language is chosen later, and may change."""
    early = []
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        late = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef)
            for inner in ast.walk(node)
        }
        early += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in ("tr", "tr_n", "tr_c", "listed", "either")
            and node not in late
        ]
    assert early == []


def test_the_type_of_a_text_says_so():
    assert typing.get_type_hints(Term)["said"] is str
    assert typing.get_args(i18n.Text)[1:] == ("translatable",)


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    assert "--check" in capsys.readouterr().out
