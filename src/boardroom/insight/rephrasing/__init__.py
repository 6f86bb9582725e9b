"""Other words for a sentence: its pattern without numbers and names, what may be said for it."""
