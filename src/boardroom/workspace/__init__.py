"""A workspace: one folder with settings, model and data, wired to the layers below it."""
