"""What one of two texts says over and above the other, and things exchanged for others of their kind."""
