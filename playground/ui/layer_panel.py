"""All layers in one menu: each with its switch and its opacity, and below them what else can be chosen about the plane."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from playground.i18n import tr
from playground.ui.class_choice import ClassChoice
from playground.ui.labels import Label
from playground.ui.layers import LAYERS
from playground.ui.number_box import NumberBox
from playground.ui.palette import Neutrals
from playground.ui.terms import explain
from playground.ui.theme import quiet
from playground.ui.views.legend import LayerSwitch

LEAST_DOTS, MOST_DOTS = 50, 100_000
"""Of each kind; more than a few thousand are drawn as one image."""


class LayerPanel(QToolButton):
    """A button that opens the list of all layers."""

    switched = pyqtSignal(str, bool)
    faded = pyqtSignal(str, float)

    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("Layers ▾"))
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setToolTip(tr("Every layer of the plane, with its switch and its opacity."))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.switches: dict[str, LayerSwitch] = {}
        self.sliders: dict[str, QSlider] = {}
        content = QWidget()
        grid = QGridLayout(content)
        grid.setVerticalSpacing(2)
        head = explain(Label(tr("opacity")), "part:opacity")
        quiet(head)
        grid.addWidget(head, 0, 1)
        for row, layer in enumerate(LAYERS, start=1):
            switch = LayerSwitch(layer.swatch, tr(layer.label), tr(layer.help), layer.on)
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(10, 100)
            slider.setValue(100)
            slider.setFixedWidth(90)
            slider.setToolTip(tr("The layer's opacity."))
            slider.setAccessibleName(tr("opacity of {layer}", layer=tr(layer.label)))
            switch.toggled.connect(lambda on, name=layer.name: self.switched.emit(name, on))
            slider.valueChanged.connect(lambda value, name=layer.name: self.faded.emit(name, value / 100))
            grid.addWidget(switch, row, 0)
            grid.addWidget(slider, row, 1)
            self.switches[layer.name] = explain(switch, f"layer:{layer.name}")
            self.sliders[layer.name] = explain(slider, "part:opacity")
        self._make_controls(grid, len(LAYERS) + 1)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(content)
        menu.addAction(action)
        self.setMenu(menu)

    def _make_controls(self, grid: QGridLayout, row: int) -> None:
        """Whose fakes are drawn, how many dots, and the scale of D's colours."""
        self.which = QComboBox()
        self.which.addItem(tr("average of G"), True)
        self.which.addItem(tr("raw G"), False)
        self.which.setToolTip(
            tr(
                "Whose fakes are drawn and measured: those of the moving average of G's weights, which is smoother, or "
                "those of the raw G after its last update. After a step of one player alone the raw G is drawn, so that "
                "the step can be seen. D's mean outputs are always those on the raw G's fakes."
            )
        )
        self.dots = NumberBox(LEAST_DOTS, MOST_DOTS, whole=True, step=250)
        self.dots.setToolTip(tr("The number of real and of fake points drawn. Training is not affected."))
        rows = ((tr("fakes of"), self.which, "part:which_g"), (tr("dots"), self.dots, "part:dots"))
        for k, (words, widget, place) in enumerate(rows):
            label = explain(Label(words), place)
            label.setBuddy(explain(widget, place))
            grid.addWidget(label, row + k, 0)
            grid.addWidget(widget, row + k, 1)
        self.stretched = explain(QCheckBox(tr("stretch D's colours to this picture")), "part:stretch")
        self.stretched.setToolTip(
            tr("Shows small differences too, but a D that can only guess then looks as sure as any other.")
        )
        grid.addWidget(self.stretched, row + 2, 0, 1, 2)
        self.of_class = ClassChoice()
        grid.addWidget(self.of_class, row + 3, 0, 1, 2)

    def restyle(self, neutrals: Neutrals) -> None:
        self.of_class.restyle(neutrals)
        for switch in self.switches.values():
            switch.restyle(neutrals)
