"""The warehouse: Delta tables, the engines that read them, rollups, and the guard for foreign SQL."""
