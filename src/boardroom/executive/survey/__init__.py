"""What the records of each table say beside their course in time."""
