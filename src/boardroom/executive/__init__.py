"""The executive page: aggregation, analysis per department, and one honest report."""
