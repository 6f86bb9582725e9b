"""The command line: parses, calls the same functions as every other face, prints."""
