"""Unusual values of series at the grain of their own rows."""
