"""``Query`` → SQL: a tuple of passes over one plan, then one statement in the engine's dialect."""
