"""How good a model is: figures, intervals, calibration, and the card that tells them."""
