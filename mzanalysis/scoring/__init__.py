"""Scores of the tables against hand-made labels, one function per task."""
