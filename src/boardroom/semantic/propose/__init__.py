"""The model proposal: from measured profiles of tables to a semantic model, each item with its reasons."""
