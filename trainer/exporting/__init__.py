"""From a trained network to files for other programs. Heavy."""
