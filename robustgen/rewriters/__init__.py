"""Rewriters: what outside systems write, as perturbations. `protocol` is what each of them keeps."""
