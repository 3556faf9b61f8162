from pathlib import Path

import pytest
from transformers import pipeline

MODEL = Path(__file__).parents[1] / "model"


@pytest.fixture(scope="session")
def reviews():
    """Return the pipeline that the shop runs."""
    if not MODEL.exists():
        pytest.fail("there is no model/ yet: python train.py")
    return pipeline("text-classification", model=str(MODEL), device="cpu", batch_size=64, truncation=True)
