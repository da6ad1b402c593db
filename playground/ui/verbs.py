"""What the actions do: one verb for each row of the table of actions, on the parts of one window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMainWindow

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.own_data.target import target_of
from playground.engine.commands import Stop
from playground.engine.where import Machine, Where, is_apart
from playground.i18n import tr
from playground.ui import dialogs
from playground.ui.asking import Asking
from playground.ui.beside import Beside
from playground.ui.central import Stage
from playground.ui.class_dialog import ClassDialog
from playground.ui.classroom import ClassMode
from playground.ui.controller import Controller
from playground.ui.exporting import Exports
from playground.ui.files import Files
from playground.ui.lessons.desk import LessonDesk
from playground.ui.leveling import Levels
from playground.ui.news import News
from playground.ui.number_box import NumberBox, ask_whole
from playground.ui.own.intake import Desk
from playground.ui.panels import Panels
from playground.ui.picture_rate import POLICIES, policy_of
from playground.ui.play.counterfeiter import Counterfeiter
from playground.ui.play.police import Police
from playground.ui.projector import Projector
from playground.ui.recovery import Recovery
from playground.ui.settings import PICTURES, SLOWLY, THEME, WHERE, Settings, where_of
from playground.ui.show_me import ShowMe
from playground.ui.slow_beginning import SlowBeginning
from playground.ui.theme import Theme
from playground.ui.views.game import Game

MOST_ITERATIONS = 10**15
"""More than any run reaches."""


@dataclass(frozen=True)
class Parts:
    """The parts of a window that actions may use."""

    window: QMainWindow
    controller: Controller
    stage: Stage
    panels: Panels
    theme: Theme
    settings: Settings
    news: News
    files: Files
    recovery: Recovery
    exports: Exports
    own: Desk
    beside: Beside
    levels: Levels
    projector: Projector
    slow: SlowBeginning
    show_me: ShowMe
    counterfeiter: Counterfeiter
    police: Police
    asking: Asking
    lessons: LessonDesk
    class_mode: ClassMode


@dataclass(frozen=True)
class Verb:
    """What an action does; for a switch, whether it is `on`; `allowed`, if only some experiments support it."""

    do: Callable[[Parts], object]
    on: Callable[[Parts], bool] | None = None
    allowed: Callable[[Experiment], bool] | None = None


# ---- verbs longer than one line ----


def go_to_now(p: Parts) -> None:
    """Goes to the last moment of the current line."""
    if p.stage.shown is not None:
        p.controller.go_to_moment(p.stage.shown.timeline.end)


def run_to_iteration(p: Parts) -> None:
    """Asks for an iteration, and trains until it is reached."""
    here = p.stage.shown.counters.iteration if p.stage.shown else 0
    box = NumberBox(here + 1, MOST_ITERATIONS, whole=True, step=1000)
    n = ask_whole(p.window, tr("Run to iteration"), tr("Pause at iteration"), box, here + 1000)
    if n is not None:
        p.controller.play(Stop(at_iteration=n))


def choose_where(p: Parts, where: Where) -> None:
    """Sets where training runs, at once and for the next start."""
    p.settings.set(WHERE, where.value)
    p.controller.move(is_apart(where, Machine.here()))


def choose_pictures(p: Parts, name: str) -> None:
    """Sets how many pictures are shown while it trains; also for the next start."""
    p.settings.set(PICTURES, name)
    p.controller.bridge.follow(POLICIES[name])


def choose_slow_beginning(p: Parts) -> None:
    """Toggles the slow beginning of new runs; off also ends one that lasts."""
    on = not p.settings.get(SLOWLY, True)
    p.settings.set(SLOWLY, on)
    if not on:
        p.slow.end()


def choose_theme(p: Parts, wish: str) -> None:
    """Sets light, dark or the system's theme; also for the next start."""
    p.theme.choose(wish)
    p.settings.set(THEME, wish)


def toggle_projector(p: Parts) -> None:
    """Toggles full screen with larger dots and text, and without the panels on the left; all comes back as it was."""
    p.projector.toggle()


def leave_projector(p: Parts) -> None:
    """Ends the full screen, if there is one."""
    if p.theme.projecting:
        p.projector.toggle()


def bring_game(p: Parts, do: Callable[[Game], object]) -> None:
    """Opens the game's panel in front, and does something with it."""
    p.panels.bring("game")
    do(p.panels.game)


def reset_layout(p: Parts) -> None:
    """Moves every panel to its original place."""
    p.levels.reset()
    p.stage.plane.fit()


def choose_for_class(p: Parts) -> None:
    """Shows the dialog in which a teacher chooses what a class sees."""
    dialog = ClassDialog(p.window, p.class_mode.current())
    dialog.wanted.connect(p.class_mode.begin)
    dialog.link_wanted.connect(p.files.copy_link)
    dialog.show()


def show_about(p: Parts) -> None:
    """Shows the About dialog."""
    dialogs.about(p.window, p.news.torch_version, p.controller.experiment.device.upper()).show()


# ---- the table ----

VERBS: dict[str, Verb] = {
    "open": Verb(lambda p: p.files.open()),
    "save": Verb(lambda p: p.files.save_session()),
    "save_as": Verb(lambda p: p.files.save_session_as()),
    "save_experiment": Verb(lambda p: p.files.save_experiment()),
    "keep_preset": Verb(lambda p: p.files.keep_preset()),
    "left_behind": Verb(lambda p: p.recovery.show()),
    "copy_link": Verb(lambda p: p.files.copy_link()),
    "own": Verb(lambda p: p.own.open()),
    "paste": Verb(lambda p: p.own.paste()),
    "picture": Verb(lambda p: p.exports.picture()),
    "copy_picture": Verb(lambda p: p.exports.copy_picture()),
    "animation": Verb(lambda p: p.exports.film()),
    "export_curves": Verb(lambda p: p.exports.curves()),
    "export_samples": Verb(lambda p: p.exports.samples()),
    "export_script": Verb(lambda p: p.exports.script()),
    "defaults": Verb(lambda p: p.controller.load(EXPERIMENT)),
    "quit": Verb(lambda p: p.window.close()),
    "undo": Verb(lambda p: p.controller.undo.undo()),
    "redo": Verb(lambda p: p.controller.undo.redo()),
    "play": Verb(lambda p: p.controller.toggle()),
    "back": Verb(lambda p: p.controller.back()),
    "step": Verb(lambda p: p.controller.step("iteration")),
    "step_d": Verb(lambda p: p.controller.step("d")),
    "step_g": Verb(lambda p: p.controller.step("g")),
    "now": Verb(go_to_now),
    "film": Verb(lambda p: p.stage.timeline.forward.click()),
    "film_back": Verb(lambda p: p.stage.timeline.rewind.click()),
    "branch": Verb(lambda p: p.controller.branch()),
    "train_d_to_optimum": Verb(lambda p: p.controller.train_d_to_optimum()),
    "restart": Verb(lambda p: p.controller.restart()),
    "walk": Verb(lambda p: bring_game(p, lambda game: game.walk(+1))),
    "slow_motion": Verb(lambda p: bring_game(p, lambda game: game.slowly.toggle())),
    "new_seed": Verb(lambda p: p.controller.new_seed()),
    "run_to": Verb(run_to_iteration),
    "run_modes": Verb(
        lambda p: p.controller.play(Stop(all_modes=True)), allowed=lambda e: target_of(e).modes is not None
    ),
    "compile": Verb(lambda p: p.controller.compile(not p.controller.compiling), on=lambda p: p.controller.compiling),
    "show_me": Verb(lambda p: p.show_me.toggle()),
    "counterfeiter": Verb(lambda p: p.counterfeiter.toggle()),
    "police": Verb(lambda p: p.police.toggle()),
    "slow_beginning": Verb(choose_slow_beginning, on=lambda p: p.settings.get(SLOWLY, True)),
    **{
        f"pictures_{name}": Verb(
            partial(choose_pictures, name=name),
            on=partial(lambda p, name: policy_of(p.settings).name == name, name=name),
        )
        for name in POLICIES
    },
    **{
        f"where_{where}": Verb(
            partial(choose_where, where=where), on=partial(lambda p, where: where_of(p.settings) is where, where=where)
        )
        for where in Where
    },
    "workshop": Verb(
        lambda p: p.levels.choose("story" if p.levels.name == "workshop" else "workshop"),
        on=lambda p: p.levels.name == "workshop",
    ),
    "fit": Verb(lambda p: p.stage.plane.fit()),
    "theory": Verb(lambda p: p.beside.show_theory()),
    "side": Verb(lambda p: p.beside.show_side()),
    "sweeps": Verb(lambda p: p.beside.show_sweeps()),
    "class_mode": Verb(choose_for_class),
    "unpin": Verb(lambda p: p.stage.readings.set_pins(())),
    "light": Verb(lambda p: choose_theme(p, "light"), on=lambda p: p.theme.wish == "light"),
    "dark": Verb(lambda p: choose_theme(p, "dark"), on=lambda p: p.theme.wish == "dark"),
    "system": Verb(lambda p: choose_theme(p, "system"), on=lambda p: p.theme.wish == "system"),
    "projector": Verb(toggle_projector, on=lambda p: p.theme.projecting),
    "leave_projector": Verb(leave_projector),
    "layout": Verb(reset_layout),
    "learn": Verb(lambda p: p.lessons.learn()),
    "lessons": Verb(lambda p: p.lessons.show()),
    "lesson_back": Verb(lambda p: p.lessons.teacher.back()),
    "lesson_next": Verb(lambda p: p.lessons.teacher.next()),
    "lesson_card": Verb(lambda p: p.lessons.focus_card()),
    "lesson_leave": Verb(lambda p: p.lessons.teacher.leave()),
    "shortcuts": Verb(lambda p: dialogs.shortcut_sheet(p.window).show()),
    "ask": Verb(lambda p: p.asking.ask()),
    "glossary": Verb(lambda p: p.asking.show_list()),
    "about": Verb(show_about),
}
"""By the action's id."""


def bind(actions: dict[str, QAction], parts: Parts) -> None:
    """Binds each action to its verb, and sets the switches."""
    for name, verb in VERBS.items():
        if verb.on is not None:
            actions[name].setChecked(verb.on(parts))
        actions[name].triggered.connect(lambda _checked, do=verb.do: do(parts))


def allow(actions: dict[str, QAction], experiment: Experiment) -> None:
    """Greys out actions that this experiment does not support."""
    for name, verb in VERBS.items():
        if verb.allowed is not None:
            actions[name].setEnabled(verb.allowed(experiment))
