"""The plugin beside others: what `noxfile.py` runs, one combination of releases a session."""
