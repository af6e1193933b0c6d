"""The four pages of a project and the welcome page."""
