"""Measures to matches and themes: who says the same."""
