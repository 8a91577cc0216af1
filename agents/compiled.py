"""The two decorators that compile the model, and the key under which compiled code is kept on disk.

A rule is a scalar pure function in the words of the statute; a stage is one loop over a block of columns.
Compiled stages are cached in a folder named after a hash of every source file that may be compiled into one:
a changed rule in any file gives a new folder, so no stage can run with an older copy of a rule inside it.
"""

import contextlib
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numba
from numba.core.codegen import get_host_cpu_features
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

ROOT = Path(__file__).resolve().parent.parent
COMPILED_FOLDERS = ("agents", "model")
KEPT_FOLDERS = 3
UNUSED_SECONDS = 3600  # a younger folder may belong to a program that still starts, here or from another checkout


def source_key(root: Path = ROOT) -> str:
    """Which state of the compiled sources is this? A hash over their text and the versions that compile them."""
    digest = hashlib.sha256()
    for folder in COMPILED_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(b"\0")
            digest.update(path.read_bytes())
            digest.update(b"\0")
    versions = (numba.__version__, sys.version, platform.machine(), str(root))
    digest.update(repr(versions).encode())
    return digest.hexdigest()[:20]


def cache_root() -> Path:
    """Where may this user keep things that can be made again? A writable folder, a temporary one at worst.

    `LINGHUO_CACHE` overrides the place; otherwise it is the user's cache folder.
    """
    named = os.environ.get("LINGHUO_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    wanted = Path(named) if named else (Path(base) if base else Path.home() / ".cache") / "linghuo"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            pass
    except OSError:
        wanted = Path(tempfile.gettempdir()) / f"linghuo-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def _cache_folder() -> Path:
    """The folder of this source state, made if needed; others beyond a few are removed once nobody uses them."""
    parent = cache_root() / "compiled"
    folder = parent / source_key()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    states = sorted((p for p in parent.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    now = time.time()
    for old in states[KEPT_FOLDERS:]:
        if now - old.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return folder


CACHE_FOLDER = _cache_folder()
numba.config.CACHE_DIR = str(CACHE_FOLDER)
_WARM_MARK = CACHE_FOLDER / "whole-year"

try:
    # numba knows the flag but does not expose it: blocks never overlap, and saying so lets look-ups vectorise
    CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")
    _NO_ALIAS = {"noalias": True}
except (AttributeError, TypeError):  # a numba without it compiles the same results, only slower
    _NO_ALIAS = {}



def _use_wide_vectors() -> None:
    """Let loops use the whole width of AVX-512, which LLVM halves by default to spare the clock of early such chips.

    From Ice Lake on (vbmi2 tells) the clock hardly falls, and a year takes a tenth less time; its bits are the same.
    """
    features = get_host_cpu_features()
    if numba.config.CPU_NAME is None and numba.config.CPU_FEATURES is None and "+avx512vbmi2" in features.split(","):
        numba.config.CPU_FEATURES = features + ",-prefer-256-bit"


_use_wide_vectors()

STAGES: list = []


def rule(function):
    """Compile a scalar pure function so that it is inlined into every stage that uses it."""
    return numba.njit(error_model="numpy", forceinline=True)(function)


def plain(function):
    """A rule as the Python function that it was written as: called from Python, its compiled form is built anew."""
    return getattr(function, "py_func", function)


def loop(function):
    """Compile a loop over buffers that stages call; it stays a function of its own, so that it vectorises."""
    return numba.njit(error_model="numpy", nogil=True, **_NO_ALIAS)(function)


def stage(function):
    """Compile one loop over a block of columns; its parameter names are its contract."""
    compiled = numba.njit(error_model="numpy", nogil=True, cache=True, **_NO_ALIAS)(function)
    STAGES.append(compiled)
    return compiled


def is_warm() -> bool:
    """Has a whole year of this state of the sources been compiled here before? A stage or two alone do not count."""
    return _WARM_MARK.exists()


def mark_warm() -> None:
    """A whole year has run: whatever is compiled for one lies in the cache."""
    if not numba.config.DISABLE_JIT:
        with contextlib.suppress(OSError):  # the cache may be gone by now; the next run compiles then
            _WARM_MARK.touch()
