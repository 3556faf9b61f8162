"""The families of perturbations that come with the package, one module each, and the tables they read."""
