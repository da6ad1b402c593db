"""Sets up everything the GAN playground needs in `.venv`, once, and then opens, tests or checks it."""

import argparse
import gettext
import hashlib
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys


def complaint_about_python(major: int, minor: int) -> str:
    """One sentence if this Python is too old, else nothing."""
    if (major, minor) >= (3, 11):
        return ""
    locale = pathlib.Path(__file__).resolve().parent / "playground" / "locale"
    tr = gettext.translation("playground", str(locale), fallback=True).gettext
    return tr("The GAN playground needs Python 3.11 or newer; this is Python {version}.").format(
        version=f"{major}.{minor}"
    )


# An old Python must be able to parse this whole file (a test tries 3.6), but runs only what is above here.
if complaint_about_python(*sys.version_info[:2]):
    sys.exit(complaint_about_python(*sys.version_info[:2]))

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # also where PYTHONSAFEPATH is set

from playground.i18n import N_, tr, use_language  # noqa: E402
from playground.linux import CannotGoOnError, answer, care_for_linux, say  # noqa: E402

USAGE = N_(
    """python3 start.py                        open the app (`py start.py` on Windows); the first run sets everything up
python3 start.py test [--slow] [...]    run the tests, or the slow ones; other arguments go to pytest
  --newest                              with the newest version of every requirement, in .venv-newest: a report
python3 start.py check [--coverage]     formatting, lint, types, import contracts, catalogues; or test coverage
python3 start.py translate [LANGUAGE]   collect all texts for translators, and compile; or begin another language
python3 start.py pictures               redraw the README's pictures
python3 start.py site                   build the documentation site into build/site/html
python3 start.py WORD [...]             anything else goes to the program: train, list, shot, ...
  --no-run                              only set up
  --torch cpu|cuda|auto                 PyTorch's build: cpu at first, afterwards the installed one;
                                        auto takes cuda if an NVIDIA driver is found"""
)

NO_DISPLAY = N_(
    """no display is available for the window (DISPLAY and WAYLAND_DISPLAY are empty). Without one,
    python3 start.py train              trains in the terminal,
    python3 start.py shot picture.png   draws the window into a file, and
    xvfb-run python3 start.py           opens it on a virtual screen."""
)

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "start.json"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

# PyTorch's own index, for builds that the default index lacks: that has CUDA's for Linux and the CPU's for Windows.
TORCH_INDEXES = {
    ("linux", "cpu"): "https://download.pytorch.org/whl/cpu",
    ("win32", "cuda"): "https://download.pytorch.org/whl/cu130",
}
PICTURES = (
    "assets/playground.png --preset start --iterations 60 --size 1440x900 --theme light",
    "assets/playground-dark.png --preset start --iterations 3000 --size 1440x900 --theme dark",
    "assets/playground-ko.png --language ko --preset start --iterations 60 --size 1440x900 --theme light",
    "assets/playground-ko-workshop.png --language ko --level workshop --iterations 600 --size 1440x900 --theme light",
)
CHECKS = (
    "ruff format --check .",
    "ruff check .",
    "mypy --strict playground start.py",
    "lint-imports",
    "python -m playground.catalogue --check",
)
SYSTEM_CHECKS = (
    "desktop-file-validate playground/desktop/gan-playground.desktop",
    "appstreamcli validate --no-net playground/desktop/gan-playground.metainfo.xml",
)
"""By programs of Linux itself."""


def run(*command: object) -> int:
    """The exit status of `command`, run from the project's folder; Ctrl-C is left to the child."""
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.call([str(word) for word in command], cwd=ROOT)


def complaint_about_machine(system: str, machine: str, bits: int, libc: tuple[str, str]) -> str:
    """One sentence if PyTorch or Qt has no build for this machine, else nothing."""
    if bits != 64:
        return tr("PyTorch needs a 64-bit Python; this one has {bits} bits.", bits=bits)
    if system == "darwin" and machine == "x86_64":
        return tr("PyTorch no longer has builds for Intel Macs; on Apple silicon, use a Python built for arm64.")
    if system == "linux" and (libc[0] != "glibc" or tuple(map(int, libc[1].split(".")[:2])) < (2, 34)):
        here = libc[1] or tr("another C library")
        return tr("Qt needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04); here is {libc}.", libc=here)
    return ""


def has_display(system: str, environment: dict[str, str]) -> bool:
    """Whether Qt can open a window, or is set to a platform that needs no display."""
    platforms = environment.get("QT_QPA_PLATFORM", "").split(";")
    if system != "linux" or any(name and not name.startswith(("xcb", "wayland")) for name in platforms):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def opens_window(words: list[str]) -> bool:
    """Whether the program will open its window: no subcommand, or the name of a file to open."""
    if {"-h", "--help", "--version"} & set(words):
        return False
    return not words or words[0].startswith("-") or bool(pathlib.Path(words[0]).suffix)


def fingerprint(torch: str, root: pathlib.Path = ROOT) -> str:
    """A fingerprint that changes whenever `.venv` may be out of date: other requirements, torch build, Python or
    folder.
    """
    digest = hashlib.sha256(repr((torch, VERSION, str(root))).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def read_stamp() -> dict[str, object]:
    """The last set-up's record in `.venv`: its fingerprint only if it finished."""
    try:
        stamp: dict[str, object] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def write_stamp(torch: str, dev: bool, finished: bool) -> None:
    """Records for the next run what `.venv` contains; `finished` lets it skip the set-up."""
    stamp = {"torch": torch, "dev": dev, "home": str(ROOT), "fingerprint": fingerprint(torch) if finished else ""}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def pip(*words: object, python: pathlib.Path | None = None) -> bool:
    """Runs pip with `words`, in `.venv` or for another Python; true if it succeeded. On a terminal it shows its own
    progress.
    """
    quiet = [] if sys.stderr.isatty() else ["-qq"]
    command = [str(python or PYTHON), "-m", "pip", *words, "--disable-pip-version-check", "--no-input", *quiet]
    return subprocess.call([str(word) for word in command], cwd=ROOT, stdout=sys.stderr) == 0


def make_venv(stamp: dict[str, object]) -> None:
    """Ensures that `.venv` exists, made by this Python for this folder; a working one is kept."""
    found = answer(PYTHON, "-c", "import pip, sys; print(*sys.version_info[:2], sep='.')").strip()
    if found == VERSION and stamp.get("home", str(ROOT)) == str(ROOT):
        return
    if VENV.is_symlink():
        raise CannotGoOnError(
            tr("{path} is a link to a folder that is not cleared for this one; remove the link first", path=VENV)
        )
    say(tr("creating .venv with Python {version}", version=VERSION))
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=sys.stderr) != 0:
        raise CannotGoOnError(tr("python -m venv failed; see its messages above"))


def install_torch(choice: str, changed: bool, python: pathlib.Path | None = None) -> None:
    """Installs the pinned torch into `.venv`, or for another Python, in the build `choice` if available."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    pin = next(word for word in pins if word.startswith("torch=="))
    if changed:
        pip("uninstall", "--yes", "torch", python=python)
    index = TORCH_INDEXES.get((sys.platform, choice))
    if index:
        size = tr("about 200 MB") if choice == "cpu" else tr("about 3 GB")
        say(tr("installing {pin}, the {choice} build ({size})", pin=pin, choice=choice, size=size))
        if pip("install", "--no-deps", pin, "--index-url", index, "--timeout", "15", "--retries", "1", python=python):
            return
        say(tr("PyTorch's own index is unreachable, or has no such build for this machine"))
    size = tr("up to 3 GB, since it may bring CUDA") if sys.platform == "linux" else tr("about 150 MB")
    say(tr("installing {pin} from the default index ({size})", pin=pin, size=size))
    if not pip("install", "--no-deps", pin, python=python):
        raise CannotGoOnError(
            tr("pip could not install torch; see its messages above. Run the same command to continue")
        )


def set_up(stamp: dict[str, object], torch: str, dev: bool) -> None:
    """Installs everything into `.venv`; the next run continues an interrupted set-up."""
    say(tr("setting up in .venv; only the first time takes long"))
    there = str(stamp.get("torch", torch))
    make_venv(stamp)
    write_stamp(there, dev, finished=False)
    install_torch(torch, changed=there != torch)
    write_stamp(torch, dev, finished=False)
    say(
        tr("installing the playground and its other requirements, with the tools for tests and checks")
        if dev
        else tr("installing the playground and its other requirements")
    )
    if not pip("install", "-c", "constraints.txt", "-e", ".[dev,docs]" if dev else "."):
        raise CannotGoOnError(
            tr("pip could not install everything; see its messages above. Run the same command to continue")
        )
    write_stamp(torch, dev, finished=True)
    say(tr("set-up complete"))


def newest() -> pathlib.Path:
    """The Python of an environment with the newest of every requirement but torch, whose newest build may be 3 GB."""
    venv = ROOT / ".venv-newest"
    python = venv / PYTHON.relative_to(VENV)
    say(tr("setting up in .venv-newest, with the newest version of every requirement except torch"))
    if not python.exists() and subprocess.call([sys.executable, "-m", "venv", str(venv)], stdout=sys.stderr) != 0:
        raise CannotGoOnError(tr("python -m venv failed; see its messages above"))
    install_torch("cpu", changed=False, python=python)
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    only_torch = venv / "torch.txt"
    only_torch.write_text("".join(pin + "\n" for pin in pins if pin.startswith("torch==")), encoding="utf-8")
    words = ("install", "--upgrade", "--upgrade-strategy", "eager", "-c", only_torch, "-e", ".[dev]")
    if not pip(*words, python=python):
        raise CannotGoOnError(
            tr("pip could not install everything; see its messages above. Run the same command to continue")
        )
    freeze = subprocess.run([str(python), "-m", "pip", "freeze"], capture_output=True, text=True, check=False)
    lines = freeze.stdout.splitlines()
    newer = [line for line in lines if "==" in line and line not in pins and not line.startswith("torch==")]
    say(tr("newer than constraints.txt: {names}", names=", ".join(newer) or "-"))
    return python


def test(words: list[str]) -> int:
    """Runs pytest; having no slow tests is not a failure. `--newest`: with the newest versions, which CI does not do."""
    slow = "--slow" in words
    python = newest() if "--newest" in words else PYTHON
    rest = [word for word in words if word not in ("--slow", "--newest")]
    marker = "slow" if slow else "not slow"
    status = run(python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", "-m", marker, *rest)
    if not slow or status != 5:
        return status
    say(tr("there are no slow tests here"))
    return 0


def check(words: list[str]) -> int:
    """Runs every check, even after one has failed; `--coverage` runs the tests and reports the lines and branches
    they cover.
    """
    if words == ["--coverage"]:
        return test(["--cov", "--cov-report=term:skip-covered"])
    if words:
        raise CannotGoOnError(tr("check takes no other arguments, but got: {words}", words=" ".join(words)))
    failed = []
    for line in (*CHECKS, *(SYSTEM_CHECKS if sys.platform == "linux" else ())):
        say(line)
        tool, *rest = line.split()
        where = SCRIPTS / tool if line in CHECKS else shutil.which(tool)
        failed += [line] if where is None or run(where, *rest) != 0 else []
    say(tr("failed: {names}", names=", ".join(failed)) if failed else tr("all checks passed"))
    return len(failed)


def pictures(words: list[str]) -> int:
    """Redraws the pictures: the README's with the real window (`words` are added to each command), the architecture
    and the icons.
    """
    status = run(PYTHON, "docs/draw_architecture.py") or run(PYTHON, "-m", "docs.draw_icons")
    if status != 0:
        return status
    for line in PICTURES:
        status = run(PYTHON, "-m", "playground", "shot", *line.split(), *words)
        if status != 0:
            return status
    return 0


def translate(words: list[str]) -> int:
    """Collects every text into the catalogues and compiles them; `words` are languages to begin."""
    return run(PYTHON, "-m", "playground.catalogue", *words)


def program(words: list[str]) -> int:
    """Becomes the program; it keeps the caller's folder, since `words` may name files there."""
    command = [str(PYTHON), "-P", "-m", "playground", *words]  # -P: not from the caller's folder
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


def site(words: list[str]) -> int:
    """Builds the documentation site into build/site/html, with pictures drawn now; fails at a link that leads nowhere."""
    return run(PYTHON, "-m", "docs.build_site", *words)


COMMANDS = {"test": test, "check": check, "pictures": pictures, "translate": translate, "site": site}


def vital_needs(command: str, shows: bool, environment: dict[str, str]) -> set[str]:
    """The keys of `PIECES` that this run requires; `shows`: it opens the window."""
    if shows and not {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & set(environment):
        return {"qt", "x11"}
    return {"qt"} if shows or command in COMMANDS else set()


def prepare(asked: str | None, command: str, vital: set[str]) -> None:
    """Installs everything that `command` needs."""
    stamp = read_stamp()
    torch = asked or str(stamp.get("torch", "cpu"))
    if torch == "auto":
        torch = "cuda" if answer("nvidia-smi") else "cpu"
    dev = bool(stamp.get("dev")) or command in COMMANDS
    current = stamp.get("fingerprint") == fingerprint(torch) and stamp.get("dev") == dev and PYTHON.exists()
    if sys.platform == "linux":
        venv = set() if PYTHON.exists() else {"venv"}
        checks = {"checks"} if command == "check" else set[str]()
        care_for_linux((vital if current else {"qt", "x11", "more"} | venv) | checks, vital | venv)
    if not current:
        set_up(stamp, torch, dev)


def main(arguments: list[str]) -> int:
    """Runs the command in `arguments`, and returns the exit status."""
    use_language()
    parser = argparse.ArgumentParser(usage="\n" + tr(USAGE), add_help=False, allow_abbrev=False)
    parser.add_argument("--no-run", action="store_true")
    parser.add_argument("--torch", choices=("cpu", "cuda", "auto"))
    own, words = parser.parse_known_args(arguments)
    command = words.pop(0) if words and words[0] in COMMANDS else "program"
    if command == "program" and words[:1] in (["-h"], ["--help"]):
        print(tr(USAGE).strip(), flush=True)
        return program(words) if read_stamp().get("fingerprint") else 0
    bits = 64 if sys.maxsize > 2**32 else 32
    complaint = complaint_about_machine(sys.platform, platform.machine(), bits, platform.libc_ver())
    shows = command == "program" and not own.no_run and opens_window(words)
    environment = dict(os.environ)
    if complaint:
        say(complaint)
        return 1
    if shows and not has_display(sys.platform, environment):
        say(tr(NO_DISPLAY))
        return 2
    try:
        prepare(own.torch, command, set() if own.no_run else vital_needs(command, shows, environment))
        return 0 if own.no_run else COMMANDS.get(command, program)(words)
    except CannotGoOnError as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say(tr("stopped; run the same command to continue"))
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
