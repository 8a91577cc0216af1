"""How do a comparison's runs come to be on disk, and how is the comparison read back from there?

Its runs stand in the same ledger as those of any experiment, with their records whole and the lives of all scored
persons, since gains are taken person by person between runs of the same persons and luck.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import ledger, runner
from experiments.lives_record import LIVES, named
from experiments.output import MANIFEST, held_identity
from experiments.progress import Progress
from experiments.run import PROFILES, RECORDS
from experiments.task import simulate

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison, Setup

FRAMES = (*RECORDS, PROFILES)
OUTPUTS = (*FRAMES, LIVES)


class NothingLeft(Exception):
    """So many runs failed that no design can be compared with the baseline."""


def complete(
    setup: "Setup", folder: Path, jobs: int, progress: Progress | None = None, retry: bool = False,
    scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run what the folder lacks of the comparison, as `runner.complete`.

    A folder that holds the same comparison with other replications keeps them beside these.
    """
    from experiments.results import determinants

    manifest = {**determinants(setup), "identity": held_with_other_replications(folder, setup)}
    declared = runner.declare_runs(setup.runs(), OUTPUTS, manifest)
    runner.complete_declared(
        declared, folder, jobs, evaluate=simulate, progress=progress, retry=retry, scheduler=scheduler
    )


def held_with_other_replications(folder: Path, setup: "Setup") -> str:
    """Identity of the folder's comparison, if it differs from this in its replications alone; else of this one."""
    held = held_identity(folder)
    if held is not None:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if setup._replace(replications=found.get("replications", 0)).identity() == held:
            return held
    return setup.identity()


def failures(setup: "Setup", folder: Path) -> "pd.DataFrame":
    """Which of the comparison's runs failed, where and why? As `ledger.failures`."""
    failed = ledger.failures(folder)
    return failed[failed["replication"] < setup.replications]


def found(setup: "Setup", folder: Path) -> "Comparison":
    """The comparison in the folder, without designs of which a run failed. NothingLeft: no two are left."""
    from experiments.compare import Comparison

    lost = set(failures(setup, folder)["design"])
    left = tuple(design for design in setup.compared if design.name not in lost)
    if setup.baseline in lost or not left:
        what = f"the baseline {setup.baseline}" if setup.baseline in lost else "every compared design"
        raise NothingLeft(f"runs of {what} failed, so nothing can be compared")
    setup = setup._replace(compared=left)
    records = {name: _of(setup, ledger.records(folder, name)).drop(columns="point") for name in FRAMES}
    ended, runs = ledger.entries(folder), _of(setup, ledger.declared(folder))
    seconds = float(ended.loc[ended["identity"].isin(runs["identity"]), "seconds"].sum())
    return Comparison(setup, records, _welfare(setup, folder, runs), seconds)


def _of(setup: "Setup", frame: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of the setup's designs and replications; those of replications taken for a finer precision are more."""
    wanted = frame["design"].isin(setup.all_designs) & (frame["replication"] < setup.replications)
    return frame[wanted].reset_index(drop=True)


def _welfare(setup: "Setup", folder: Path, runs: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of every design and replication; lives are read one replication after the other, for they are many."""
    import pandas as pd

    rows: dict[str, list[dict]] = {design: [] for design in setup.designs}
    for replication, part in runs.groupby("replication"):
        lives = _lives(folder, part["identity"].tolist())
        for design in setup.designs:
            rows[design] += _group_rows(setup, design, int(replication), lives)
    return pd.DataFrame([row for design in setup.designs for row in rows[design]])


def _lives(folder: Path, identities: Sequence[str]) -> "dict[str, pd.DataFrame]":
    """The lives under every design, of one replication."""
    kept = named(ledger.records(folder, LIVES, identities).drop(columns=["point", "replication"]))
    return {
        str(design): part.drop(columns="design").reset_index(drop=True)
        for design, part in kept.groupby("design", sort=False)
    }


def _group_rows(setup: "Setup", design: str, replication: int, lives: "dict[str, pd.DataFrame]") -> list[dict]:
    from experiments.tables.welfare import group_rows

    gamma = setup.settings.behaviour.risk_aversion
    return list(group_rows(design, replication, lives[design], lives[setup.baseline], gamma))
