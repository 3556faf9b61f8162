"""The numbers of a text, in any usual spelling, and how those of two texts differ."""
