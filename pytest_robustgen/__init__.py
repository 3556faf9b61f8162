"""Run a model's tests over adversarial variants: `pytest --robustgen`."""
