"""Characters to meanings, without a plan: folding, numbers, dates, words, patterns, decoding."""
