"""Classifying: the model that is asked, the store of its answers, and the process that keeps both at hand."""
