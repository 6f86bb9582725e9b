"""Pure statistics over numbers: what changed, what is a trend, who contributed, where data ends.

Functions take sequences or NumPy arrays and return frozen values; no I/O and no knowledge of the
semantic model. Called by ``executive`` (and, later, by every analyst).
"""
