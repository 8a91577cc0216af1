"""Which code makes a run's numbers? A hash of all that can change them, the same on every machine of one kind."""

import hashlib
import platform
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("agents", "model")
# of this package only what stands between a declared run and its numbers, so that a new figure voids no run
EXPERIMENT_FILES = (
    "admissible.py",
    "crossing.py",
    "ex_ante.py",
    "experiment.py",
    "lives_record.py",
    "measured.py",
    "run.py",
    "task.py",
    "uncertain.py",
)
CALIBRATION_FILES = ("backcast.py", "measures.py")
SUFFIXES = (".py", ".yaml", ".csv")
LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "pandas")


@cache
def code_version(root: Path = ROOT) -> str:
    """Which state of the code is this? Sources and data of the model, what measures a run, and the libraries below."""
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.suffix in SUFFIXES]
    files += [root / "experiments" / name for name in EXPERIMENT_FILES]
    files += [root / "calibration" / name for name in CALIBRATION_FILES]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    found = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    digest.update(repr((found, sys.version_info[:2], platform.machine())).encode())
    return digest.hexdigest()[:16]
