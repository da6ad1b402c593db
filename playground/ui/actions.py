"""Everything a person can do, as one table: menus, toolbar, shortcuts and the shortcut sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtGui import QKeySequence

if TYPE_CHECKING:
    from playground.ui.window import Window

Standard = QKeySequence.StandardKey


@dataclass(frozen=True)
class Action:
    """One thing to do. `keys` are portable key texts; `standard` is the platform's own key, which comes first."""

    id: str
    menu: str
    text: str
    tip: str
    run: Callable[[Window], object]
    keys: tuple[str, ...] = ()
    standard: QKeySequence.StandardKey | None = None
    icon: str = ""
    toolbar: bool = False
    checked: Callable[[Window], bool] | None = None
    """Where it is a switch: whether it is on."""

    def sequences(self) -> list[QKeySequence]:
        """All its keys: the platform's first, where it has one, and ours."""
        keys = [QKeySequence(key) for key in self.keys]
        if self.standard is not None and (platform := QKeySequence.keyBindings(self.standard)):
            keys = [key for key in platform[:1] if not key.isEmpty() and key not in keys] + keys
        return keys


FILE, EXPORT, EDIT, RUN, VIEW, HELP = "File", "Export", "Edit", "Run", "View", "Help"
MENUS = (FILE, EXPORT, EDIT, RUN, VIEW, HELP)

ACTIONS: tuple[Action, ...] = (
    Action(
        "open",
        FILE,
        "Open…",
        "Open a session (.ganplay), an experiment (.toml) or a file of points as P_data.",
        lambda w: w.files.open(),
        ("Ctrl+O",),
        Standard.Open,
    ),
    Action(
        "save",
        FILE,
        "Save session",
        "Write everything to a .ganplay file: experiment, networks, history and branches. It goes on as if never closed.",
        lambda w: w.files.save_session(),
        ("Ctrl+S",),
        Standard.Save,
    ),
    Action(
        "save_as",
        FILE,
        "Save session as…",
        "Write the session to another file.",
        lambda w: w.files.save_session_as(),
    ),
    Action(
        "save_experiment",
        FILE,
        "Save experiment…",
        "Write every knob's value to a TOML file.",
        lambda w: w.files.save_experiment(),
        ("Ctrl+E",),
    ),
    Action(
        "keep_preset",
        FILE,
        "Keep as a preset…",
        "Keep this experiment among your own presets.",
        lambda w: w.files.keep_preset(),
    ),
    Action(
        "copy_link",
        FILE,
        "Copy link",
        "Copy the experiment and its seed as a short ganplay: text; Paste opens one.",
        lambda w: w.files.copy_link(),
        ("Ctrl+L",),
    ),
    Action(
        "own",
        FILE,
        "Your own P_data…",
        "Draw the distribution, type a word, open a file of points or a picture, or place Gaussians.",
        lambda w: w.own.open(),
        ("Ctrl+D",),
    ),
    Action(
        "paste",
        FILE,
        "Paste",
        "Take two columns of numbers or a picture as P_data, or open a ganplay: link, from the clipboard.",
        lambda w: w.own.paste(),
        ("Ctrl+V",),
        Standard.Paste,
    ),
    Action(
        "picture",
        EXPORT,
        "Picture…",
        "Write the plane, a panel or the whole window to a PNG file, at any scale, or as SVG vectors.",
        lambda w: w.exports.picture(),
        ("Ctrl+P",),
    ),
    Action(
        "copy_picture",
        EXPORT,
        "Copy picture",
        "Put the plane's picture on the clipboard.",
        lambda w: w.exports.copy_picture(),
        ("Ctrl+C",),
        Standard.Copy,
    ),
    Action(
        "animation",
        EXPORT,
        "Animation…",
        "Film the history, or the run from here on, as MP4, GIF or WebP.",
        lambda w: w.exports.film(),
        ("Ctrl+Shift+A",),
    ),
    Action(
        "export_curves",
        EXPORT,
        "Curves…",
        "Write losses, D's means and metrics up to the moment that is shown to a CSV file.",
        lambda w: w.exports.curves(),
    ),
    Action(
        "export_samples",
        EXPORT,
        "Samples…",
        "Write real points and fakes to a CSV file, or the fakes to an NPY file.",
        lambda w: w.exports.samples(),
    ),
    Action(
        "export_script",
        EXPORT,
        "PyTorch script…",
        "Write the experiment as a short program that trains the same GAN and needs PyTorch alone.",
        lambda w: w.exports.script(),
    ),
    Action(
        "defaults",
        FILE,
        "Back to defaults",
        "Every knob back to the start-up experiment.",
        lambda w: w.back_to_defaults(),
    ),
    Action("quit", FILE, "Quit", "Close the window and end training.", lambda w: w.close(), ("Ctrl+Q",), Standard.Quit),
    Action(
        "undo",
        EDIT,
        "Undo",
        "Take the last change back: a knob, a target, drawn data, a preset or a typed weight. Training is not undone.",
        lambda w: w.controller.undo.undo(),
        ("Ctrl+Z",),
        Standard.Undo,
    ),
    Action(
        "redo",
        EDIT,
        "Redo",
        "Make the change again that was taken back.",
        lambda w: w.controller.undo.redo(),
        ("Ctrl+Shift+Z",),
        Standard.Redo,
    ),
    Action(
        "play", RUN, "Play", "Train, and go on until paused.", lambda w: w.controller.toggle(), ("Space",), icon="play"
    ),
    Action(
        "back",
        RUN,
        "Back",
        "Undo the last step, exactly: an iteration, a D step, a G step or a change of yours.",
        lambda w: w.controller.back(),
        ("Left", ","),
        icon="back",
        toolbar=True,
    ),
    Action(
        "step",
        RUN,
        "Step",
        "One iteration: D learns, then G learns.",
        lambda w: w.controller.step("iteration"),
        ("Right", "."),
        icon="step",
        toolbar=True,
    ),
    Action(
        "step_d",
        RUN,
        "D step",
        "D alone learns once; G stays as it is.",
        lambda w: w.controller.step("d"),
        ("D",),
        icon="d",
        toolbar=True,
    ),
    Action(
        "step_g",
        RUN,
        "G step",
        "G alone learns once; D stays as it is.",
        lambda w: w.controller.step("g"),
        ("G",),
        icon="g",
        toolbar=True,
    ),
    Action(
        "now",
        RUN,
        "Back to now",
        "Go to the last moment of this run.",
        lambda w: w.go_to_now(),
        ("End",),
    ),
    Action(
        "film",
        RUN,
        "Film of the past",
        "Play the past as a film, forwards; again: end it.",
        lambda w: w.film_past(1),
        ("Ctrl+Right",),
    ),
    Action(
        "film_back",
        RUN,
        "Film of the past, backwards",
        "Play the past as a film, backwards; again: end it.",
        lambda w: w.film_past(-1),
        ("Ctrl+Left",),
    ),
    Action(
        "branch",
        RUN,
        "Branch from here",
        "Open a branch at the moment that is shown; what came after it is kept.",
        lambda w: w.controller.branch(),
        ("B",),
    ),
    Action(
        "train_d_to_optimum",
        RUN,
        "Train D to its optimum",
        "D alone learns, G frozen, until its loss stops falling: D becomes D*.",
        lambda w: w.controller.train_d_to_optimum(),
        ("O",),
    ),
    Action(
        "restart",
        RUN,
        "Restart",
        "Begin the same run again, from the same first weights.",
        lambda w: w.controller.restart(),
        ("R",),
        icon="restart",
        toolbar=True,
    ),
    Action(
        "new_seed",
        RUN,
        "New seed",
        "Begin again with other first weights and other batches.",
        lambda w: w.controller.new_seed(),
        ("N",),
        icon="dice",
        toolbar=True,
    ),
    Action(
        "run_to",
        RUN,
        "Run to iteration…",
        "Play, and pause at an iteration of your choice.",
        lambda w: w.run_to_iteration(),
        ("Ctrl+G",),
    ),
    Action(
        "run_modes",
        RUN,
        "Run until all modes are caught",
        "Play, and pause when the fakes reach every mode of P_data.",
        lambda w: w.run_until_all_modes(),
        ("Ctrl+M",),
    ),
    Action(
        "compile",
        RUN,
        "Compiled engine",
        "Compile the whole iteration into machine code: faster, after some seconds in which training goes on.",
        lambda w: w.controller.compile(not w.controller.compiling),
        ("Ctrl+Shift+F",),
        checked=lambda w: w.controller.compiling,
    ),
    Action(
        "apart",
        RUN,
        "Training in a process of its own",
        "Painting and training no longer wait for each other: smoother, and more iterations a second, for some 300 MB "
        "of memory. From the next start on.",
        lambda w: w.choose_apart(not w.apart),
        checked=lambda w: w.apart,
    ),
    Action(
        "fit", VIEW, "Fit", "Show the whole plane again.", lambda w: w.plane.fit(), ("F",), icon="fit", toolbar=True
    ),
    Action(
        "theory",
        VIEW,
        "Theory: one-parameter GANs",
        "Games so small that theory solves them: phase portrait, eigenvalues and verdict.",
        lambda w: w.show_theory(),
        ("Ctrl+T",),
    ),
    Action(
        "side",
        VIEW,
        "Side by side",
        "Two to four runs in one window, begun as this one, that differ by what you change; this one pauses.",
        lambda w: w.show_side(),
        ("Ctrl+B",),
    ),
    Action(
        "sweeps",
        VIEW,
        "Sweeps",
        "Many runs over a grid of knobs or at random: a table, and a map from which a click opens a run.",
        lambda w: w.show_sweeps(),
        ("Ctrl+Shift+M",),
    ),
    Action(
        "unpin",
        VIEW,
        "Remove all pins",
        "Take away every pinned point of the plane.",
        lambda w: w.stage.readings.set_pins(()),
        ("Shift+P",),
    ),
    Action(
        "light",
        VIEW,
        "Light",
        "Dark on light.",
        lambda w: w.choose_theme("light"),
        checked=lambda w: w.theme.wish == "light",
    ),
    Action(
        "dark",
        VIEW,
        "Dark",
        "Light on dark.",
        lambda w: w.choose_theme("dark"),
        checked=lambda w: w.theme.wish == "dark",
    ),
    Action(
        "system",
        VIEW,
        "As the system",
        "Light or dark as the system is set.",
        lambda w: w.choose_theme("system"),
        checked=lambda w: w.theme.wish == "system",
    ),
    Action(
        "projector",
        VIEW,
        "Full screen",
        "Full screen with larger dots and type, for a projector.",
        lambda w: w.toggle_projector(),
        ("F11",),
        checked=lambda w: w.projecting,
    ),
    Action("layout", VIEW, "Reset layout", "Panels back to where they were at first.", lambda w: w.reset_layout()),
    Action(
        "shortcuts",
        HELP,
        "Keyboard shortcuts",
        "Every action and its key.",
        lambda w: w.show_shortcuts(),
        ("F1", "?"),
        Standard.HelpContents,
    ),
    Action("about", HELP, "About", "What this program is, its version and licence.", lambda w: w.show_about()),
)
