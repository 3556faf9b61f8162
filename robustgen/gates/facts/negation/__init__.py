"""What a text denies, how much and how surely it says things, and whether another text says the same."""
