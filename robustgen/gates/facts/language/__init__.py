"""What the fact check knows of English, and a text as it reads it."""
