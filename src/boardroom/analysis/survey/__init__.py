"""What a table of records says beside its course in time: shares, differences, associations."""
