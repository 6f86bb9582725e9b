"""A language model beside the reading of questions: what it is shown, and what it may choose."""
