"""What need not be worked out again? Things that follow from the model's own files alone, kept in the user's cache."""

import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import numpy as np

KEPT_STATES = 4  # states of the files whose result stays in the cache
DIGEST_BYTES = 64

Thing = TypeVar("Thing")


def kept(name: str, files: Iterable[Path], make: Callable[[], Thing]) -> Thing:
    """What does `make()` return, read from the cache if these very files and sources gave it before?

    name: of its folder in the cache. A file there bears the digest of its content and appears when it is complete;
    one that is damaged is made again. Where nothing can be written, nothing is kept.
    """
    place = _place(name, files)
    content = _content(place)
    if content is not None:
        return pickle.loads(content)
    thing = make()
    with suppress(OSError):  # a full disk costs only the cache
        _write(place, pickle.dumps(thing, protocol=5))
    return thing


def _place(name: str, files: Iterable[Path]) -> Path:
    """The file of a thing: its name holds what determines the thing, the sources of the model included."""
    from agents.compiled import CACHE_FOLDER, cache_root

    digest = hashlib.sha256(f"{CACHE_FOLDER.name} {np.__version__}".encode())
    for file in files:
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return cache_root() / name / f"{digest.hexdigest()[:24]}.pickle"


def _content(place: Path) -> bytes | None:
    """The bytes that a file keeps; None if it does not exist or does not have the digest that it bears."""
    try:
        held = place.read_bytes()
    except OSError:
        return None
    with suppress(OSError):
        os.utime(place)  # what is used now stays longest
    digest, content = held[:DIGEST_BYTES], held[DIGEST_BYTES:]
    return content if hashlib.blake2b(content).digest() == digest else None


def _write(place: Path, content: bytes) -> None:
    """Write a file under another name until it is complete, and let go of those made for older states."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        try:
            file.write(hashlib.blake2b(content).digest() + content)
        except OSError:
            os.unlink(file.name)
            raise
    os.replace(file.name, place)
    states = sorted(place.parent.glob("*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in states[KEPT_STATES:]:
        old.unlink(missing_ok=True)
