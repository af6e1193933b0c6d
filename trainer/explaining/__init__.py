"""Why a model says what it says: heat maps over pictures, and what becomes of its answers when a shortcut is taken away."""
