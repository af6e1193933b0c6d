"""From rows of pictures to a trained network: features, networks, steps, epochs, checkpoints. Heavy but for its records."""
