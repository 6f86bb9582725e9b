"""Why a metric moved: its tree, its segments, what began about then. ``explainer`` is the way
in."""
