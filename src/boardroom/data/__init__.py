"""Business data: sources are loaded into the warehouse, and ``metrics`` is the only door to it."""
