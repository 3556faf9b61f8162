"""Who does what to whom, from where to where, and what is more than what."""
