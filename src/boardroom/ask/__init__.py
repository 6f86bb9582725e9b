"""Questions in plain words: what they mean in the terms of the semantic model, and the answer."""
