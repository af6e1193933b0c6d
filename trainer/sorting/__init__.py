"""Pictures sorted into folders: planned, written down before anything is touched, done, and undone."""
