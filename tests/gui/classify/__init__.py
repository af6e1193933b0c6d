"""The Classify page against a scripted predictor."""
