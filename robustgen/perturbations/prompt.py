"""Perturbations of prompts and of what stands around the input of a language-model application."""
