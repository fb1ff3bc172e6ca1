"""Plans to sections, items, measures and tasks."""
