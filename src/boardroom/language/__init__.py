"""Language models: one small seam, its limits, and the only code that talks to a provider."""
