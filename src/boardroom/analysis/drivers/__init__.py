"""Why a metric moved: the effects of its parts, and the day on which it changed its course.
``tree`` and ``break_date`` are the ways in."""
