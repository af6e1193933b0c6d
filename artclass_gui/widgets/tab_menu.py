"""A button beside tabs that lists all of them, for windows in which not all have room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QMenu, QTabWidget, QToolButton

from artclass_gui.theme import Theme

_HIDDEN = "QTabBar::scroller { width: 0; } QTabBar::tear { width: 0; }"


class TabMenu(QToolButton):
    """Stands in the tabs' corner, and shows itself only where tabs are out of sight."""

    def __init__(self, tabs: QTabWidget, theme: Theme) -> None:
        super().__init__(tabs)
        self._tabs, self._theme = tabs, theme
        self.setProperty("kind", "quiet")
        self.setIconSize(QSize(16, 16))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setToolTip(self.tr("All tabs"))
        self.setAccessibleName(self.toolTip())
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        tabs.tabBar().setStyleSheet(_HIDDEN)
        tabs.setCornerWidget(self, Qt.Corner.TopRightCorner)
        tabs.installEventFilter(self)
        theme.changed.connect(self._tint)
        self._tint()

    def fit(self) -> None:
        """Show itself if it is needed."""
        bar = self._tabs.tabBar()
        room = sum(bar.tabSizeHint(place).width() for place in self._places())
        self.setVisible(room > self._tabs.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width is another need."""
        if watched is self._tabs and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.fit()
        return super().eventFilter(watched, event)

    def _places(self) -> list[int]:
        return [place for place in range(self._tabs.count()) if self._tabs.isTabVisible(place)]

    def _fill(self) -> None:
        self._menu.clear()
        for place in self._places():
            action = self._menu.addAction(self._tabs.tabText(place))
            action.setCheckable(True)
            action.setChecked(place == self._tabs.currentIndex())
            action.triggered.connect(lambda _=False, chosen=place: self._tabs.setCurrentIndex(chosen))

    def _tint(self) -> None:
        self.setIcon(self._theme.icon("chevron-down"))
