"""The catalog: the pictures of a project, where they come from, their classes and splits."""
