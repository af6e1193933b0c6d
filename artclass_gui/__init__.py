"""The window: PySide6 views over the trainer's light half; heavy work happens in child processes."""

MAKE_THUMBNAILS = "--make-thumbnails"
"""What the program starts itself with to have thumbnails made beside its window (`gallery.thumbnail_serving`)."""
