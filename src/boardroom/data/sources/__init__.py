"""Sources: files and databases, read with quality control and loaded into the warehouse."""
