"""Groups of customers: by recency, frequency and value, by likeness, and who moves between them."""
