"""Correlation: which series move together, at what lag, and what is left without a third."""
