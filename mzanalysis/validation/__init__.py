"""Tables and labels to scores, coding sheets, and what to distrust."""
