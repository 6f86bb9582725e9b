"""Customers about to leave: from the model's tables to accounts at risk, or why none are named."""
