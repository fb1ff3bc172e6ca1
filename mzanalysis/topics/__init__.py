"""Codebook; items and measures to topics and kinds of measure."""
