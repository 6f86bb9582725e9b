"""The conversation around a question: sessions, what a turn wants, and the agents that answer."""
