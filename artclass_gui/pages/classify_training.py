"""The button of the Classify page that trains with what the person has labelled."""

from __future__ import annotations

from artclass_gui.theme import Theme
from artclass_gui.widgets.buttons import Button
from artclass_gui.widgets.words import human_number


class TrainButton(Button):
    """Says with how many labels or corrections a training would be; hidden while there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("", "primary", theme=theme, icon="train")
        self.hide()

    def show_count(self, count: int, *, again: bool, short: bool) -> None:
        """Follow what was labelled.

        Args:
            count: So many own labels, or corrections since the model's run began.
            again: A run of the project has classified the pictures: it is trained again with its settings.
            short: There is little room.
        """
        self.setVisible(count > 0)
        words = self._of_again(count) if again else self._of_first(count)
        self.setText(self.tr("Train ({0})").format(human_number(count)) if short else words)
        self.setAccessibleName(words)
        settings = (
            self.tr("With the settings of the model that classified these pictures.")
            if again
            else self.tr("With the settings of the Train page.")
        )
        self.setToolTip(settings + " " + self.tr("Files with the same picture count once."))

    def _of_again(self, count: int) -> str:
        if count == 1:
            return self.tr("Train again with my correction")
        return self.tr("Train again with my {0} corrections").format(human_number(count))

    def _of_first(self, count: int) -> str:
        if count == 1:
            return self.tr("Train with my label")
        return self.tr("Train with my {0} labels").format(human_number(count))
