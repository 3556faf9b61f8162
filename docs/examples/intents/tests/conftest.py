import pytest

import intents


@pytest.fixture(scope="session")
def model():
    return intents.load()
