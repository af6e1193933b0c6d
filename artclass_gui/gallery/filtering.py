"""Where a gallery stands when a filter is put on and taken off: who looks for something comes back to where they were."""

from __future__ import annotations

from artclass_gui.gallery.order import Filter
from artclass_gui.gallery.place import Place
from artclass_gui.gallery.view import GalleryView


class FilterPlaces:
    """Scrolls one gallery after its filter has changed; `note` goes before each change, `follow` after it.

    Of a part, the first pictures are seen, unless the current one is among them and was in sight: it stays where it
    stands. Without a filter, the gallery is where it was before the first one, unless another picture has become the
    current one meanwhile: then that one stays.
    """

    def __init__(self, view: GalleryView) -> None:
        self._view = view
        self._before = Filter()
        self._place: Place | None = None
        self._whole: Place | None = None
        self._current = -1
        view.images.replaced.connect(self._forget)

    def note(self) -> None:
        """The filter is about to change."""
        self._before = self._view.images.filter
        self._place = self._view.places.now()
        if self._before == Filter():
            self._whole, self._current = self._place, self._view.current_row()

    def follow(self) -> None:
        """The filter has changed, if not in vain."""
        images, current = self._view.images, self._view.current_row()
        if images.filter == self._before:
            return
        stays = self._place is not None and self._place.row == current and images.position_of(current) >= 0
        if images.filter == Filter() and current == self._current:
            self._view.places.go_back(self._whole)
        elif stays or images.filter == Filter():
            self._view.places.go_back(self._place)
        else:
            self._view.scrollToTop()

    def _forget(self) -> None:
        """All rows are new."""
        self._whole, self._current = None, -1
