"""Documents in blocks, written as Word file or web page."""
