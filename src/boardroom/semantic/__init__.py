"""The semantic layer: model, ``Query``, ``Result`` and the compiler from one to SQL for the other.

Pure: no I/O but YAML text in and out. Everything above speaks in its names.
"""
