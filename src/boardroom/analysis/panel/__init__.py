"""Many series of one metric side by side: what was to be expected, and where they left it."""
