"""Reports of a verdict: `text` for terminals and logs."""
