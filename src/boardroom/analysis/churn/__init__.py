"""Who is about to leave, how surely that can be told, and what it would cost."""
