"""Scores of the analysis engine on real data with known truth; ``python -m evals --help``."""
