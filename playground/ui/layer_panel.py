"""All layers in one menu: each with its switch and its opacity."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.layers import LAYERS
from playground.ui.palette import Neutrals
from playground.ui.theme import quiet
from playground.ui.views.legend import LayerSwitch


class LayerPanel(QToolButton):
    """A button that opens the list of all layers."""

    switched = pyqtSignal(str, bool)
    faded = pyqtSignal(str, float)

    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("layers"))
        self.setToolTip(tr("Every layer of the plane, with its switch and its opacity."))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.switches: dict[str, LayerSwitch] = {}
        self.sliders: dict[str, QSlider] = {}
        content = QWidget()
        grid = QGridLayout(content)
        grid.setVerticalSpacing(2)
        head = Label(tr("opacity"))
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
            self.switches[layer.name], self.sliders[layer.name] = switch, slider
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(content)
        menu.addAction(action)
        self.setMenu(menu)

    def restyle(self, neutrals: Neutrals) -> None:
        for switch in self.switches.values():
            switch.restyle(neutrals)
