"""Sentences to targets and deadlines; one indicator for all cities."""
