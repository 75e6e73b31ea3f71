"""Golden sets, metrics and reports."""
