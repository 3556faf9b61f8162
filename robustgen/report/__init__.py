"""Reports of a verdict: `text` for terminals and logs, `html` for people who open, send or print a page."""
