"""Every action of the user interface: menus, toolbar, shortcuts and the shortcut sheet are built from this table.
What each action does is in `verbs.py`, under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtGui import QKeySequence

from playground.i18n import Text
from playground.ui.picture_rate import POLICIES

Standard = QKeySequence.StandardKey


@dataclass(frozen=True)
class Action:
    """One action. `keys` are portable key texts; `standard` is the platform's own key, which comes first."""

    id: str
    menu: Text
    text: Text
    tip: Text
    keys: tuple[str, ...] = ()
    standard: QKeySequence.StandardKey | None = None
    icon: str = ""
    toolbar: bool = False
    switch: bool = False
    """True if the action is a switch."""

    def sequences(self) -> list[QKeySequence]:
        """All its keys: the platform's first, if any, then ours."""
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
        "Open a session (.ganplay), an experiment (.toml), or a file of points as P_data.",
        ("Ctrl+O",),
        Standard.Open,
    ),
    Action(
        "save",
        FILE,
        "Save session",
        "Save everything to a .ganplay file: experiment, networks, history and branches. It continues as if never closed.",
        ("Ctrl+S",),
        Standard.Save,
    ),
    Action("save_as", FILE, "Save session as…", "Save the session to another file."),
    Action("save_experiment", FILE, "Save experiment…", "Save every knob's value to a TOML file.", ("Ctrl+E",)),
    Action("keep_preset", FILE, "Save as preset…", "Save this experiment among your presets."),
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
        "Copy the experiment and its seed as a short ganplay: link; Paste opens one.",
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
        "Use two columns of numbers or a picture from the clipboard as P_data, or open a ganplay: link.",
        ("Ctrl+V",),
        Standard.Paste,
    ),
    Action(
        "picture",
        EXPORT,
        "Picture…",
        "Save the plane, a panel or the whole window as a PNG at any scale, or as SVG vectors.",
        ("Ctrl+P",),
    ),
    Action(
        "copy_picture", EXPORT, "Copy picture", "Copy the plane's picture to the clipboard.", ("Ctrl+C",), Standard.Copy
    ),
    Action(
        "animation",
        EXPORT,
        "Animation…",
        "Save the history, or the run from here on, as an MP4, GIF or WebP animation.",
        ("Ctrl+Shift+A",),
    ),
    Action(
        "export_curves",
        EXPORT,
        "Curves…",
        "Save losses, D's mean outputs and metrics up to the displayed moment to a CSV file.",
    ),
    Action(
        "export_samples", EXPORT, "Samples…", "Save real points and fakes to a CSV file, or the fakes to an NPY file."
    ),
    Action(
        "export_script",
        EXPORT,
        "PyTorch script…",
        "Save the experiment as a short script that trains the same GAN and needs only PyTorch.",
    ),
    Action("defaults", FILE, "Back to defaults", "Reset every knob to the start-up experiment."),
    Action("quit", FILE, "Quit", "Close the window and end training.", ("Ctrl+Q",), Standard.Quit),
    Action(
        "undo",
        EDIT,
        "Undo",
        "Undo the last change: a knob, a target, drawn data, a preset, a typed weight or a moved point. Training is not undone.",
        ("Ctrl+Z",),
        Standard.Undo,
    ),
    Action("redo", EDIT, "Redo", "Redo the change that was undone.", ("Ctrl+Shift+Z",), Standard.Redo),
    Action("play", RUN, "Play", "Train until paused.", ("Space",), icon="play"),
    Action(
        "back",
        RUN,
        "Back",
        "Undo the last step exactly: an iteration, a D step, a G step or one of your changes.",
        ("Left", ","),
        icon="back",
        toolbar=True,
    ),
    Action("step", RUN, "Step", "One iteration: D updates, then G updates.", ("Right", "."), icon="step", toolbar=True),
    Action("step_d", RUN, "D learns", "One D update; G stays unchanged.", ("D",), icon="d", toolbar=True),
    Action("step_g", RUN, "G learns", "One G update; D stays unchanged.", ("G",), icon="g", toolbar=True),
    Action("now", RUN, "Back to now", "Go to the last moment of this run.", ("End",)),
    Action("film", RUN, "Play history", "Play the history forwards; press again to stop.", ("Ctrl+Right",)),
    Action(
        "film_back",
        RUN,
        "Play history backwards",
        "Play the history backwards; press again to stop.",
        ("Ctrl+Left",),
    ),
    Action(
        "branch",
        RUN,
        "Branch from here",
        "Start a branch at the displayed moment; the old continuation is kept.",
        ("B",),
    ),
    Action(
        "train_d_to_optimum",
        RUN,
        "Train D to its optimum",
        "Train only D, with G frozen, until its loss stops falling: it is then about the best that its network and penalty allow.",
        ("O",),
    ),
    Action(
        "restart",
        RUN,
        "Restart",
        "Start the same run again, from the same initial weights.",
        ("R",),
        icon="restart",
        toolbar=True,
    ),
    Action(
        "new_seed",
        RUN,
        "New seed",
        "Start again with different initial weights and batches.",
        ("N",),
        icon="dice",
    ),
    Action(
        "walk",
        RUN,
        "Walk through the game",
        "Five steps with the live run, from the first fakes to a perfect G, in the panel of the game.",
        ("Shift+W",),
    ),
    Action(
        "slow_motion",
        RUN,
        "Slow motion",
        "One iteration in ten stages, with the actual numbers of each; again to leave it.",
        ("Shift+S",),
    ),
    Action("run_to", RUN, "Run to iteration…", "Train, and pause at an iteration of your choice.", ("Ctrl+G",)),
    Action(
        "run_modes",
        RUN,
        "Run until all modes are captured",
        "Train, and pause when the fakes reach every mode of P_data.",
        ("Ctrl+M",),
    ),
    Action(
        "compile",
        RUN,
        "Compiled engine",
        "Compile the whole iteration into machine code: faster, after a few seconds during which training continues.",
        ("Ctrl+Shift+F",),
        switch=True,
    ),
    Action(
        "show_me",
        RUN,
        "Show me",
        "A demonstration in eight steps: D to its optimum, a step of G, the game, mode collapse and its cure. Press again "
        "to stop; your run is kept.",
        ("S",),
    ),
    Action(
        "police",
        RUN,
        "You are the police",
        "A game of twenty points without a colour: say of each whether it is real or a fake, beside D and the best possible D.",
        ("I",),
    ),
    Action(
        "counterfeiter",
        RUN,
        "You are the counterfeiter",
        "A game: you move 24 fakes on the plane by hand, while D learns to tell them from real points. Press again to end "
        "it; your run is kept.",
        ("C",),
    ),
    Action(
        "slow_beginning",
        RUN,
        "Begin slowly",
        "The first Play of a new run starts at 20 iterations a second and speeds up, so that its first moves can be seen.",
        switch=True,
    ),
    *(Action(f"pictures_{policy.name}", RUN, policy.text, policy.tip, switch=True) for policy in POLICIES.values()),
    Action(
        "where_auto",
        RUN,
        "Training process: automatic",
        "A separate process where the machine has at least four cores and 4 GB of free memory, else a thread of the window's.",
        switch=True,
    ),
    Action(
        "where_yes",
        RUN,
        "Training process: separate",
        "Painting and training no longer wait for each other: smoother and faster, for about 300 MB of memory. The session "
        "moves at once.",
        switch=True,
    ),
    Action(
        "where_no",
        RUN,
        "Training process: the window's",
        "Training runs on a thread of the window's process, which needs less memory. The session moves at once.",
        switch=True,
    ),
    Action(
        "workshop",
        VIEW,
        "Workshop",
        "All panels, knobs and tools; or, switched off, the calm first screen: the plane, the story and six knobs.",
        ("W",),
        icon="workshop",
        switch=True,
    ),
    Action("fit", VIEW, "Fit to the plane", "Show the whole plane again.", ("F",), icon="fit"),
    Action(
        "theory",
        VIEW,
        "Theory: one-parameter GANs",
        "Games small enough for theory to solve: phase portrait, eigenvalues and verdict.",
        ("Ctrl+T",),
    ),
    Action(
        "side",
        VIEW,
        "Side by side",
        "Compare two to four runs in one window, starting as copies of this one; this one pauses.",
        ("Ctrl+B",),
    ),
    Action(
        "sweeps",
        VIEW,
        "Sweeps",
        "Many runs over a grid of knobs or at random, as a table and a map; click to open a run.",
        ("Ctrl+Shift+M",),
    ),
    Action(
        "class_mode",
        VIEW,
        "Class mode…",
        "Choose which panels, knobs and menus a class sees; links and files carry the choice.",
    ),
    Action("unpin", VIEW, "Remove all pins", "Remove every pinned point from the plane.", ("Shift+P",)),
    Action("light", VIEW, "Light", "Dark on light.", switch=True),
    Action("dark", VIEW, "Dark", "Light on dark.", switch=True),
    Action("system", VIEW, "Follow system", "Light or dark, following the system setting.", switch=True),
    Action(
        "projector",
        VIEW,
        "Full screen",
        "Full screen with larger dots and text, for a projector.",
        ("F11",),
        switch=True,
    ),
    Action("leave_projector", VIEW, "Leave full screen", "Back to the window as it was.", ("Esc",)),
    Action("layout", VIEW, "Reset layout", "Move all panels back to their original places."),
    Action(
        "learn", HELP, "Learn", "The next lesson, from the counterfeiter and the police on; your own run is put aside."
    ),
    Action("lessons", HELP, "Lessons…", "All lessons: what each shows, how long it takes, and what is done.", ("L",)),
    Action("lesson_back", HELP, "Lesson: back", "The step before this one.", ("Alt+Left",)),
    Action("lesson_next", HELP, "Lesson: next", "The next step of the lesson.", ("Alt+Right",)),
    Action("lesson_card", HELP, "Lesson: to the card", "Move the keyboard's focus to the lesson's card.", ("F6",)),
    Action("lesson_leave", HELP, "Lesson: leave", "Leave the lesson; your own run comes back as it was."),
    Action("shortcuts", HELP, "Keyboard shortcuts", "All actions and their keys.", ("F1", "?"), Standard.HelpContents),
    Action(
        "ask",
        HELP,
        "What’s this?",
        "Explain what has the focus; without that, what you click next.",
        ("Shift+F1",),
    ),
    Action(
        "glossary", HELP, "Glossary…", "All terms on the screen, to search: in words, as formulas, and what they mean."
    ),
    Action("about", HELP, "About", "About this program, its version and licence."),
)
