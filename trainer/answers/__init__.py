"""Predictions as a table for others: CSV and Excel for people, JSON and Parquet for programs; and JSON read again."""

from trainer.answers.columns import About, Answered, status
from trainer.answers.sheet import FORMATS, Sheet, check_name, writing

__all__ = ["FORMATS", "About", "Answered", "Sheet", "check_name", "status", "writing"]
