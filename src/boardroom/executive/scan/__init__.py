"""The scan: every metric by day and segment against what was to be expected of it."""
