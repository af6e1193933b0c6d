"""The window: PySide6 views over the trainer's light half; heavy work happens in child processes."""
