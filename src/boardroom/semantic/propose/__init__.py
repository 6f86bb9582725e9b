"""The model proposal: from measured tables to a semantic model, each item with its reasons."""
