"""Gates: keep a proposed variant, or reject it with a reason that is counted."""
