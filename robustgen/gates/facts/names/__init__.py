"""The names of a text, their usual forms, and which of them is lost."""
