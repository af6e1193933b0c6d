"""Tests of estimating."""
