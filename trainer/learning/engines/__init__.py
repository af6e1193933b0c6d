"""Engines that run a frozen backbone, and the choice of the fastest that agrees with TensorFlow in float32. Heavy."""
