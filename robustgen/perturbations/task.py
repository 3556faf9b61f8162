"""Perturbations that need the structure of a task."""
