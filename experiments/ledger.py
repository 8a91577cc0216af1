"""What is kept of the runs of an experiment, so that none is lost and none is run twice?

A folder holds the declared runs, and numbered batches of what finished runs have said. A batch counts once its file in
`ledger/` exists, which is written last; every file appears by rename. So whatever kills the process costs the runs
that were not in a batch yet, and nothing else.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import InputError
from experiments.output import MANIFEST, check_folder, held_identity, replacing, versions, write_json

if TYPE_CHECKING:
    import pandas as pd

DONE, FAILED = "done", "failed"
LEDGER, MEASURES, RECORDS, LOCK = "ledger", "measures", "records", ".lock"
RUNS, POINTS = "runs.parquet", "points.parquet"
PARTIAL = ".partial"
BATCH_RUNS = 64
BATCH_SECONDS = 5.0
TEXTS = ("identity", "outcome", "exception", "message", "traceback")


class Finished(NamedTuple):
    """What came of one run: its measures and records, or the exception that ended it."""

    identity: str
    seconds: float
    measures: dict[str, float]
    records: dict[str, "pd.DataFrame"]
    exception: str = ""
    message: str = ""
    traceback: str = ""

    @property
    def outcome(self) -> str:
        return FAILED if self.exception else DONE


class Ledger:
    """The folder of one experiment while somebody writes to it; `entered` opens it."""

    def __init__(self, folder: Path, jobs: int):
        self.folder, self.jobs = folder, jobs
        self.waiting: list[Finished] = []
        self.written = time.monotonic()
        _remove_unfinished(folder)
        _remove_damaged(folder)
        self.number = max(_numbers(folder), default=0)

    def add(self, finished: Finished) -> None:
        """Take note of a run; it is on disk when a batch is full, or some seconds have passed."""
        self.waiting.append(finished)
        if len(self.waiting) >= BATCH_RUNS or time.monotonic() - self.written >= BATCH_SECONDS:
            self.write()

    def write(self) -> None:
        """Write the runs that wait for it as a batch."""
        if not self.waiting:
            return
        batch, self.number = list(self.waiting), self.number + 1
        for name in sorted({name for run in batch for name in run.records}):
            _write(self._file(f"{RECORDS}/{name}"), _records(batch, name))
        _write(self._file(MEASURES), _measures(batch))
        _write(self._file(LEDGER), _entries(batch, self.jobs))
        self.waiting, self.written = self.waiting[len(batch) :], time.monotonic()

    def _file(self, kind: str) -> Path:
        return self.folder / kind / f"{self.number:06d}.parquet"


@contextlib.contextmanager
def entered(
    folder: Path, manifest: Mapping, runs: "pd.DataFrame", points: "pd.DataFrame", jobs: int
) -> Iterator[Ledger]:
    """The ledger of this experiment, open for writing, and written up when the block ends, however it ends.

    manifest: with `identity`; runs, points: what is declared; runs that the folder did not declare yet are added to it.
    InputError: the folder holds something else, was begun with another state of the code, cannot be written, or
    another process is at it.
    """
    check(folder, manifest)
    if held_identity(folder) is None or not (folder / RUNS).exists():
        with replacing(folder) as partial:
            _write(partial / RUNS, runs)
            _write(partial / POINTS, points)
            write_json(partial / MANIFEST, {**manifest, "versions": versions(), "begun": _now()})
    with _alone(folder):
        ledger = Ledger(folder, jobs)
        if not set(runs["identity"]) <= set(declared(folder)["identity"]):
            _write(folder / RUNS, runs)
        try:
            yield ledger
        finally:
            ledger.write()


def entries(folder: Path) -> "pd.DataFrame":
    """How did each run end that has ended? A row per identity, its last end; `batch` says where the rest is."""
    import pandas as pd

    frames = [frame for _, frame in _batches(folder, LEDGER)]
    if not frames:
        return pd.DataFrame({name: [] for name in ("identity", "outcome", "seconds", "jobs", "finished", "batch")})
    found = pd.concat(frames, ignore_index=True)
    return found.drop_duplicates("identity", keep="last", ignore_index=True)


def declared(folder: Path) -> "pd.DataFrame":
    """All runs of the experiment, in their order: identity, point, design, replication."""
    import pandas as pd

    return pd.read_parquet(folder / RUNS)


def points(folder: Path | str) -> "pd.DataFrame":
    """The points of the experiment: a row per point with the values of its levers and uncertain parameters."""
    import pandas as pd

    return pd.read_parquet(Path(folder) / POINTS)


def results(folder: Path, names: Iterable[str]) -> "pd.DataFrame":
    """What did the runs that have ended say? Point, design, replication, measure, value; in the declared order.

    names: the measures in the order wanted. NaN where a run failed.
    """
    import pandas as pd

    names = list(names)
    runs = declared(folder).merge(entries(folder)[["identity", "batch"]], on="identity", how="inner")
    wide = pd.DataFrame(index=pd.Index(runs["identity"].unique(), name="identity"), columns=names, dtype=float)
    counted = runs.drop_duplicates("identity").set_index("identity")["batch"]
    for number, frame in _batches(folder, MEASURES):
        here = frame[frame["identity"].map(counted) == number]
        block = here.pivot(index="identity", columns="measure", values="value").reindex(columns=names)
        wide.loc[block.index, names] = block.to_numpy(dtype=float)
    order = {"point": "int64", "design": object, "replication": "int64"}
    long = pd.DataFrame(
        {
            **{name: runs[name].repeat(len(names)).reset_index(drop=True) for name in order},
            "measure": names * len(runs),
            "value": wide.loc[runs["identity"]].to_numpy(dtype=float).reshape(-1),
        }
    )
    return long.astype({"measure": runs["design"].dtype}) if names else long


def records(folder: Path | str, name: str, identities: Collection[str] | None = None) -> "pd.DataFrame":
    """One kind of record of all runs that are done, with point, design and replication as first columns.

    identities: only those of these runs, without reading the others' batches.
    """
    import pandas as pd

    folder = Path(folder)
    ended = entries(folder).set_index("identity")["batch"]
    if identities is not None:
        ended = ended[ended.index.isin(list(identities))]
    batches = _batches(folder, f"{RECORDS}/{name}", set(ended))
    frames = [frame[frame["identity"].map(ended) == number] for number, frame in batches]
    if not frames:
        return pd.DataFrame()
    return declared(folder).merge(pd.concat(frames), on="identity", how="inner").drop(columns="identity")


def failures(folder: Path | str) -> "pd.DataFrame":
    """Which runs failed, where and why? Point, design, replication, exception, message, traceback."""
    folder = Path(folder)
    ended = entries(folder)
    failed = ended[ended["outcome"] == FAILED] if len(ended) else ended.assign(exception="", message="", traceback="")
    wanted = failed[["identity", "exception", "message", "traceback"]]
    return declared(folder).merge(wanted, on="identity", how="inner").drop(columns="identity")


def is_open(folder: Path) -> bool:
    """Is a process at work on this folder?"""
    if not (folder / LOCK).exists():
        return False
    try:
        with _alone(folder):
            return False
    except InputError:
        return True


def check(folder: Path, manifest: Mapping) -> None:
    """May the experiment of this manifest be written to the folder? Otherwise InputError says why not."""
    import json

    held = held_identity(folder)
    if held is not None and held != manifest["identity"]:
        before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if all(before.get(name) == value for name, value in manifest.items() if name not in ("identity", "code")):
            raise InputError(
                f"{folder}: was begun with another state of the code or its libraries ({before.get('code')}, this is "
                f"{manifest['code']}), whose runs cannot be mixed; go on with that one, or name a new folder"
            )
    check_folder(folder, manifest["identity"])


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes to the folder inside the block. A killed process gives the lock back."""
    # a database file is a lock that every system has
    with contextlib.closing(sqlite3.connect(folder / LOCK, timeout=0.0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise InputError(f"{folder}: another process is running this experiment; wait for it or stop it") from None
        yield


def _records(batch: list[Finished], name: str) -> "pd.DataFrame":
    import pandas as pd

    frames = [run.records[name].assign(identity=run.identity) for run in batch if name in run.records]
    whole = pd.concat(frames, ignore_index=True)
    return whole[["identity", *whole.columns.drop("identity")]]


def _measures(batch: list[Finished]) -> "pd.DataFrame":
    import pandas as pd

    rows = [(run.identity, name, value) for run in batch for name, value in run.measures.items()]
    frame = pd.DataFrame(rows, columns=["identity", "measure", "value"])
    return frame.astype({"identity": str, "measure": str, "value": float})


def _entries(batch: list[Finished], jobs: int) -> "pd.DataFrame":
    import pandas as pd

    rows = [(run.identity, run.outcome, run.exception, run.message, run.traceback, run.seconds) for run in batch]
    frame = pd.DataFrame(rows, columns=[*TEXTS, "seconds"])
    return frame.assign(jobs=jobs, finished=_now()).astype(dict.fromkeys(TEXTS, str))


def _write(path: Path, frame: "pd.DataFrame") -> None:
    """Write a file under another name until it is complete and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}{PARTIAL}")
    frame.to_parquet(partial, index=False)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(partial, path)


def _batches(
    folder: Path, kind: str, numbers: Collection[int] | None = None
) -> Iterator[tuple[int, "pd.DataFrame"]]:
    """The batches that count, or those of them with these numbers, in order: number and content."""
    import pandas as pd
    from pyarrow import ArrowException

    for number in sorted(_numbers(folder) if numbers is None else _numbers(folder) & set(numbers)):
        path = folder / kind / f"{number:06d}.parquet"
        if path.exists():
            try:
                frame = pd.read_parquet(path)
            except (OSError, ArrowException) as error:
                raise InputError(
                    f"{path}: is damaged ({str(error).splitlines()[0]}); the command that made the folder replaces it"
                ) from None
            yield number, frame.assign(batch=number) if kind == LEDGER else frame


def _numbers(folder: Path) -> set[int]:
    return {int(path.stem) for path in (folder / LEDGER).glob("*.parquet")}


def _remove_unfinished(folder: Path) -> None:
    """Remove what a killed process left of a batch that never counted."""
    counted = _numbers(folder)
    for kind in (LEDGER, MEASURES, RECORDS):
        for path in (folder / kind).rglob(f"*{PARTIAL}"):
            path.unlink()
        for path in (folder / kind).rglob("*.parquet"):
            if int(path.stem) not in counted:
                path.unlink()


def _remove_damaged(folder: Path) -> None:
    """Take batches for never written of which a file cannot be opened, so that their runs are run again."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    for number in _numbers(folder):
        name = f"{number:06d}.parquet"
        paths = [path for kind in (LEDGER, MEASURES, RECORDS) for path in (folder / kind).rglob(name)]
        try:
            for path in paths:
                read_metadata(path)
        except (OSError, ArrowException):
            (folder / LEDGER / name).unlink()  # first: without it the others do not count
            for path in paths:
                path.unlink(missing_ok=True)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
