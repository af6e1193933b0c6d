"""The dataset doctor: what is wrong with a project's pictures, what would flatter its figures, and what to do."""
