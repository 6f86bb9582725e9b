"""Forecasts: a method per series chosen by rolling back-test, with measured intervals."""
