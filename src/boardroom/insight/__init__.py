"""Insights and reports: the typed statements Boardroom makes, and their renderers."""
