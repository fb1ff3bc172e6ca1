"""Files to the table of plans: register, places, imprint, one reader a format."""
