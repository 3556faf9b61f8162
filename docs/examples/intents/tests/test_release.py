"""What a release is held to: suites/release.v1, frozen from golden.csv, which nobody tunes the model on."""

import pytest


@pytest.mark.robustgen("suites/release.v1", min_clean=0.7, max_drop=0.12, max_drop_all=0.05)
def test_release(robustgen, model):
    robustgen.check(model.predict)
