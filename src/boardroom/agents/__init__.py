"""The agent operating system: agents, their tasks, and the runtime that runs and measures them.

Every agent takes a ``Task`` and a ``Context`` and returns a ``Report``. Used by ``executive`` and
all that works on its own.
"""
