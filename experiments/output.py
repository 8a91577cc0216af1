"""Where do results go, and how do they get there whole or not at all?

Everything is written into a hidden folder beside the target and renamed at the end. A folder that holds another
experiment, or files of somebody else, is never touched; the same experiment's earlier result is replaced.
"""

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path

from experiments.errors import InputError

MANIFEST = "manifest.json"
PACKAGES = (
    "linghuo", "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "matplotlib", "pydantic", "joblib",
)  # fmt: skip


def identity(determinants: Mapping) -> str:
    """Which experiment is this? A hash of all that determines its result, the same on every machine."""
    text = json.dumps(determinants, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions() -> dict[str, str]:
    """Which versions of which packages, Python and operating system is this?"""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def check_folder(target: Path, wanted: str) -> None:
    """May the experiment `wanted` (its identity) be written to `target`? Otherwise InputError says why not.

    Nothing is left behind; asked before the work begins, so that no run is lost to a bad folder.
    """
    if _is_within(Path.cwd(), target):
        raise InputError(f"{target}: is the current folder or holds it, and cannot be replaced; name a new folder")
    if target.exists() and not target.is_dir():
        raise InputError(f"{target}: is a file, not a folder")
    if target.is_dir() and any(target.iterdir()):
        held = held_identity(target)
        if held is None:
            raise InputError(f"{target}: holds files that are not a result of linghuo; name a new folder")
        if held != wanted:
            raise InputError(f"{target}: already holds another experiment ({held}, this is {wanted}); "
                             "name a new folder or remove that one")  # fmt: skip
    existing = next(folder for folder in (target.parent, *target.parent.parents) if folder.exists())
    try:
        with tempfile.TemporaryDirectory(dir=existing, prefix=".linghuo-"):
            pass
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror} ({existing})") from None


def held_identity(folder: Path) -> str | None:
    """Which experiment's result does `folder` hold? None if it is none of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest["identity"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `target` when the block ends well and vanishes otherwise."""
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.parent / f".{target.name}-partial-{os.getpid()}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None
    try:
        yield partial
        _move_into_place(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def filling(target: Path) -> Iterator[Path]:
    """A folder to write into, whose files go into `target` by rename when the block ends well, and vanish otherwise.

    What else `target` holds stays. The manifest goes last: it says that all the others are there.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target, prefix=".writing-") as made:
            partial = Path(made)
            yield partial
            paths = sorted(path for path in partial.rglob("*") if path.is_file())
            for path in sorted(paths, key=lambda path: path == partial / MANIFEST):
                place = target / path.relative_to(partial)
                place.parent.mkdir(exist_ok=True)
                os.replace(path, place)
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None


def write_json(path: Path, content: Mapping) -> None:
    """One JSON file, readable by people, Chinese as Chinese."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _move_into_place(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    if not any(target.iterdir()):
        target.rmdir()
        partial.rename(target)
        return
    earlier = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-earlier-"))
    target.rename(earlier / "result")
    try:
        partial.rename(target)
    except OSError:
        (earlier / "result").rename(target)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def _is_within(inner: Path, outer: Path) -> bool:
    inner, outer = inner.resolve(), outer.resolve()
    return outer == inner or outer in inner.parents
