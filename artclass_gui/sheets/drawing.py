"""A contact sheet as a PDF, drawn off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QFile, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter

from artclass_gui.sheets.arranging import FOOT, MARGIN, TITLE, Box, Cell, Page, Sheet, arrange
from artclass_gui.widgets.words import human_confidence
from trainer import files
from trainer.errors import DiskError, PictureError

if TYPE_CHECKING:
    from trainer.reporting.groups import Shown

_DPI = 300
_PICTURE_DPI = 180  # enough for paper, and the file stays small
_MM = 25.4
_TITLE_POINTS, _HEADING_POINTS, _SMALL_POINTS = 14.0, 11.0, 7.0
_INK, _SOFT, _LINE = QColor("#000000"), QColor("#555555"), QColor("#bbbbbb")


def _tr(words: str) -> str:
    return QCoreApplication.translate("ContactSheet", words)


def draw(
    path: Path,
    groups: Sequence[tuple[str, Sequence[Shown]]],
    sheet: Sheet,
    *,
    drawn: Callable[[int], None] = lambda _done: None,
    check: Callable[[], None] = lambda: None,
) -> int:
    """Write a contact sheet, completely or not at all; for a worker thread.

    Args:
        path: The PDF.
        groups: Names of classes (or "") with their pictures.
        sheet: How it looks.
        drawn: Told how many pictures are drawn.
        check: Called between pictures; may raise to break off.

    Returns:
        The number of pages.

    Raises:
        DiskError: It cannot be written.
    """
    pages = arrange([(name, len(shown)) for name, shown in groups], sheet)
    pictures = [picture for _, shown in groups for picture in shown]
    with files.atomic(path) as partial:
        device = QFile(str(partial))
        if not device.open(QIODevice.OpenModeFlag.WriteOnly):
            raise DiskError(device.errorString(), path=path, remedy="Choose another place.")
        pen = _Pen(device, sheet)
        try:
            pen.draw(pages, pictures, drawn=drawn, check=check)
        finally:
            pen.end()
            device.close()
        if device.error() != QFile.FileError.NoError:
            raise DiskError(device.errorString(), path=path, remedy="Free some space, or choose another place.")
    return len(pages)


class _Pen:
    """Draws on the pages of a PDF; places are in millimetres."""

    def __init__(self, device: QFile, sheet: Sheet) -> None:
        self._sheet = sheet
        self._writer = QPdfWriter(device)
        self._writer.setResolution(_DPI)
        self._writer.setTitle(sheet.title)
        self._writer.setCreator("ArtClass")
        self._writer.setPageSize(QPageSize(QSizeF(*sheet.size), QPageSize.Unit.Millimeter))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._painter = QPainter(self._writer)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def draw(
        self,
        pages: Sequence[Page],
        pictures: Sequence[Shown],
        *,
        drawn: Callable[[int], None],
        check: Callable[[], None],
    ) -> None:
        """Draw all pages."""
        from trainer import parallel  # noqa: PLC0415

        cells = (cell for page in pages for cell in page.cells)
        images = parallel.in_order(lambda cell: self._read(pictures[cell.picture].path, cell.image), cells)
        try:
            for number, page in enumerate(pages):
                if number:
                    self._writer.newPage()
                self._frame(page, number, len(pages))
                for cell in page.cells:
                    check()
                    self._cell(cell, next(images), pictures[cell.picture])
                    drawn(cell.picture + 1)
        finally:
            images.close()

    def end(self) -> None:
        """Finish the document."""
        self._painter.end()

    def _frame(self, page: Page, number: int, count: int) -> None:
        width, height = self._sheet.size
        if number == 0:
            box = Box(MARGIN, MARGIN, width - 2 * MARGIN, TITLE)
            self._text(box, self._sheet.title, _TITLE_POINTS, bold=True)
        foot = Box(MARGIN, height - MARGIN - FOOT, width - 2 * MARGIN, FOOT)
        words = _tr("Page {0} of {1}").format(number + 1, count)
        self._text(foot, words, _SMALL_POINTS, colour=_SOFT, align=Qt.AlignmentFlag.AlignRight)
        for heading in page.headings:
            self._text(heading.box, heading.words, _HEADING_POINTS, bold=True)

    def _cell(self, cell: Cell, image: QImage | str, picture: Shown) -> None:
        if isinstance(image, str):
            self._painter.setPen(_LINE)
            self._painter.drawRect(_dots(cell.image))
            self._text(cell.image, image, _SMALL_POINTS, colour=_SOFT, align=Qt.AlignmentFlag.AlignHCenter, lines=4)
        else:
            self._painter.drawImage(_fitted(image, _dots(cell.image)), image)
        half = cell.caption.height / 2
        name, below = cell.caption._replace(height=half), cell.caption._replace(y=cell.caption.y + half, height=half)
        self._text(name, PurePath(picture.path).name, _SMALL_POINTS, align=Qt.AlignmentFlag.AlignHCenter)
        self._text(below, _caption(picture), _SMALL_POINTS, colour=_SOFT, align=Qt.AlignmentFlag.AlignHCenter)

    def _text(
        self,
        box: Box,
        words: str,
        points: float,
        *,
        bold: bool = False,
        colour: QColor = _INK,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        lines: int = 1,
    ) -> None:
        font = QFont()
        font.setPointSizeF(points)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        place, flags = _dots(box), (align | Qt.AlignmentFlag.AlignVCenter).value
        if lines > 1:
            self._painter.drawText(place, flags | Qt.TextFlag.TextWordWrap.value, words)
            return
        metrics = QFontMetricsF(font, self._writer)
        shown = metrics.elidedText(words.replace("\n", " "), Qt.TextElideMode.ElideMiddle, place.width())
        self._painter.drawText(place, flags, shown)

    @staticmethod
    def _read(path: str, box: Box) -> QImage | str:
        """A picture as large as its place on the paper needs it; why it cannot be read."""
        from trainer import pixels  # noqa: PLC0415 - Pillow comes with it

        side = round(max(box.width, box.height) / _MM * _PICTURE_DPI)
        try:
            image = pixels.thumbnail(Path(path), side)
        except PictureError as error:
            return error.what
        data = image.tobytes("raw", "RGB")
        drawn = QImage(data, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888)
        return drawn.convertToFormat(QImage.Format.Format_RGB32)  # a copy, that no longer needs the bytes


def _dots(box: Box) -> QRectF:
    return QRectF(*(value / _MM * _DPI for value in box))


def _fitted(image: QImage, place: QRectF) -> QRectF:
    """As large as it fits, at the bottom of its place: captions belong to what is right above them."""
    size = QSizeF(image.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF(
        place.x() + (place.width() - size.width()) / 2, place.bottom() - size.height(), size.width(), size.height()
    )


def _caption(picture: Shown) -> str:
    if picture.reason or picture.label is None:
        return ""
    if picture.own:
        return _tr("{0}, your label").format(picture.label)
    return picture.label if picture.confidence is None else f"{picture.label}, {human_confidence(picture.confidence)}"
