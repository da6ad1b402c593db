"""Everything a person can do, in words: menus, toolbar, shortcuts and the shortcut sheet are made from this table.

What each of them does stands in `verbs.py`, under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtGui import QKeySequence

Standard = QKeySequence.StandardKey


@dataclass(frozen=True)
class Action:
    """One thing to do. `keys` are portable key texts; `standard` is the platform's own key, which comes first."""

    id: str
    menu: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    standard: QKeySequence.StandardKey | None = None
    icon: str = ""
    toolbar: bool = False
    switch: bool = False
    """It is on or off."""

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
        ("Ctrl+O",),
        Standard.Open,
    ),
    Action(
        "save",
        FILE,
        "Save session",
        "Write everything to a .ganplay file: experiment, networks, history and branches. It goes on as if never closed.",
        ("Ctrl+S",),
        Standard.Save,
    ),
    Action("save_as", FILE, "Save session as…", "Write the session to another file."),
    Action("save_experiment", FILE, "Save experiment…", "Write every knob's value to a TOML file.", ("Ctrl+E",)),
    Action("keep_preset", FILE, "Keep as a preset…", "Keep this experiment among your own presets."),
    Action(
        "left_behind",
        FILE,
        "Sessions kept automatically…",
        "List the sessions of windows that were closed or ended unexpectedly, to restore or discard each of them.",
    ),
    Action(
        "copy_link",
        FILE,
        "Copy link",
        "Copy the experiment and its seed as a short ganplay: text; Paste opens one.",
        ("Ctrl+L",),
    ),
    Action(
        "own",
        FILE,
        "Your own P_data…",
        "Draw the distribution, type a word, open a file of points or a picture, or place Gaussians.",
        ("Ctrl+D",),
    ),
    Action(
        "paste",
        FILE,
        "Paste",
        "Take two columns of numbers or a picture as P_data, or open a ganplay: link, from the clipboard.",
        ("Ctrl+V",),
        Standard.Paste,
    ),
    Action(
        "picture",
        EXPORT,
        "Picture…",
        "Write the plane, a panel or the whole window to a PNG file, at any scale, or as SVG vectors.",
        ("Ctrl+P",),
    ),
    Action(
        "copy_picture", EXPORT, "Copy picture", "Put the plane's picture on the clipboard.", ("Ctrl+C",), Standard.Copy
    ),
    Action(
        "animation",
        EXPORT,
        "Animation…",
        "Film the history, or the run from here on, as MP4, GIF or WebP.",
        ("Ctrl+Shift+A",),
    ),
    Action(
        "export_curves",
        EXPORT,
        "Curves…",
        "Write losses, D's means and metrics up to the moment that is shown to a CSV file.",
    ),
    Action(
        "export_samples", EXPORT, "Samples…", "Write real points and fakes to a CSV file, or the fakes to an NPY file."
    ),
    Action(
        "export_script",
        EXPORT,
        "PyTorch script…",
        "Write the experiment as a short program that trains the same GAN and needs PyTorch alone.",
    ),
    Action("defaults", FILE, "Back to defaults", "Every knob back to the start-up experiment."),
    Action("quit", FILE, "Quit", "Close the window and end training.", ("Ctrl+Q",), Standard.Quit),
    Action(
        "undo",
        EDIT,
        "Undo",
        "Take the last change back: a knob, a target, drawn data, a preset or a typed weight. Training is not undone.",
        ("Ctrl+Z",),
        Standard.Undo,
    ),
    Action("redo", EDIT, "Redo", "Make the change again that was taken back.", ("Ctrl+Shift+Z",), Standard.Redo),
    Action("play", RUN, "Play", "Train, and go on until paused.", ("Space",), icon="play"),
    Action(
        "back",
        RUN,
        "Back",
        "Undo the last step, exactly: an iteration, a D step, a G step or a change of yours.",
        ("Left", ","),
        icon="back",
        toolbar=True,
    ),
    Action("step", RUN, "Step", "One iteration: D learns, then G learns.", ("Right", "."), icon="step", toolbar=True),
    Action("step_d", RUN, "D step", "D alone learns once; G stays as it is.", ("D",), icon="d", toolbar=True),
    Action("step_g", RUN, "G step", "G alone learns once; D stays as it is.", ("G",), icon="g", toolbar=True),
    Action("now", RUN, "Back to now", "Go to the last moment of this run.", ("End",)),
    Action("film", RUN, "Film of the past", "Play the past as a film, forwards; again: end it.", ("Ctrl+Right",)),
    Action(
        "film_back",
        RUN,
        "Film of the past, backwards",
        "Play the past as a film, backwards; again: end it.",
        ("Ctrl+Left",),
    ),
    Action(
        "branch",
        RUN,
        "Branch from here",
        "Open a branch at the moment that is shown; what came after it is kept.",
        ("B",),
    ),
    Action(
        "train_d_to_optimum",
        RUN,
        "Train D to its optimum",
        "D alone learns, G frozen, until its loss stops falling: D becomes D*.",
        ("O",),
    ),
    Action(
        "restart",
        RUN,
        "Restart",
        "Begin the same run again, from the same first weights.",
        ("R",),
        icon="restart",
        toolbar=True,
    ),
    Action(
        "new_seed",
        RUN,
        "New seed",
        "Begin again with other first weights and other batches.",
        ("N",),
        icon="dice",
        toolbar=True,
    ),
    Action("run_to", RUN, "Run to iteration…", "Play, and pause at an iteration of your choice.", ("Ctrl+G",)),
    Action(
        "run_modes",
        RUN,
        "Run until all modes are caught",
        "Play, and pause when the fakes reach every mode of P_data.",
        ("Ctrl+M",),
    ),
    Action(
        "compile",
        RUN,
        "Compiled engine",
        "Compile the whole iteration into machine code: faster, after some seconds in which training goes on.",
        ("Ctrl+Shift+F",),
        switch=True,
    ),
    Action(
        "apart",
        RUN,
        "Training in a process of its own",
        "Painting and training no longer wait for each other: smoother, and more iterations a second, for some 300 MB "
        "of memory. From the next start on.",
        switch=True,
    ),
    Action("fit", VIEW, "Fit", "Show the whole plane again.", ("F",), icon="fit", toolbar=True),
    Action(
        "theory",
        VIEW,
        "Theory: one-parameter GANs",
        "Games so small that theory solves them: phase portrait, eigenvalues and verdict.",
        ("Ctrl+T",),
    ),
    Action(
        "side",
        VIEW,
        "Side by side",
        "Two to four runs in one window, begun as this one, that differ by what you change; this one pauses.",
        ("Ctrl+B",),
    ),
    Action(
        "sweeps",
        VIEW,
        "Sweeps",
        "Many runs over a grid of knobs or at random: a table, and a map from which a click opens a run.",
        ("Ctrl+Shift+M",),
    ),
    Action("unpin", VIEW, "Remove all pins", "Take away every pinned point of the plane.", ("Shift+P",)),
    Action("light", VIEW, "Light", "Dark on light.", switch=True),
    Action("dark", VIEW, "Dark", "Light on dark.", switch=True),
    Action("system", VIEW, "As the system", "Light or dark as the system is set.", switch=True),
    Action(
        "projector",
        VIEW,
        "Full screen",
        "Full screen with larger dots and type, for a projector.",
        ("F11",),
        switch=True,
    ),
    Action("layout", VIEW, "Reset layout", "Panels back to where they were at first."),
    Action("shortcuts", HELP, "Keyboard shortcuts", "Every action and its key.", ("F1", "?"), Standard.HelpContents),
    Action("about", HELP, "About", "What this program is, its version and licence."),
)
