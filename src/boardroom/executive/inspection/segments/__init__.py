"""Customers in segments: who they are, how they stand, who moved; told with words and tables."""
