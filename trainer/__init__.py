"""ArtClass' headless half: everything that trains, measures and classifies, without Qt."""

__version__ = "0.1.0"
