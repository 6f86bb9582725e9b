"""The grammar of business time: words, the forms they stand in, and the days they mean."""
