"""The warehouse: Delta tables, the engines that read them, rollups, the guard for foreign SQL."""
