"""Models that another process can import: they crash, hang, print and fork."""

from __future__ import annotations

import asyncio
import ctypes
import os
import subprocess
import sys
import time

from robustgen import predict
from robustgen.case import Unanswered


def one(text):
    """Do what the text says, and answer with it in capitals."""
    if text == "segfault":
        ctypes.string_at(0)
    if text == "abort":
        os.abort()
    if text == "_exit":
        os._exit(3)
    if text == "killed":
        os.kill(os.getpid(), 9)
    if text == "sys.exit":
        sys.exit("bye")
    if text == "raise":
        raise ZeroDivisionError("theirs")
    if text == "cut":
        raise ConnectionResetError("cut")
    if text == "refused":
        raise Unanswered("refused")
    if text == "memory":
        return len(bytearray(3_000_000_000))
    if text == "hang":
        time.sleep(60)
    if text == "hang in C":
        hold_the_gil(60)
    if text == "print":
        sys.stdout.write("printed by the model\n")
        os.write(1, b"written by the model")
        sys.stdin.read()
    if text == "pid":
        return os.getpid()
    if text == "grandchild":
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid
    if text == "unsendable":
        return lambda: 0
    if text == "close":
        os.closerange(3, 64)
        time.sleep(60)
    return text.upper()


def hold_the_gil(seconds):
    """Sleep in C code without letting any other thread run."""
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))


def many(texts):
    return [one(text) for text in texts]


async def later(text):
    await asyncio.sleep(0)
    return one(text)


class Loaded:
    """A model that is an object."""

    def __init__(self, factor):
        self.factor = factor

    def predict(self, texts):
        return [text * self.factor for text in texts]


@predict.model
def decorated(texts):
    return many(texts)
