"""The options that several subcommands share, each with one wording."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from experiments.errors import InputError


class Language(StrEnum):
    EN = "en"
    ZH = "zh"


class Width(StrEnum):
    SINGLE = "single"
    DOUBLE = "double"


class Backend(StrEnum):
    AUTO = "auto"
    THREADS = "threads"
    PROCESSES = "processes"


class Variant(StrEnum):
    LOW = "low"
    MID = "mid"
    HIGH = "high"


Population = Annotated[int | None, typer.Option(help="Living records at the start.", show_default=False)]
Until = Annotated[int | None, typer.Option(help="Last simulated year.", show_default=False)]
Replications = Annotated[int | None, typer.Option(help="Populations and lives drawn anew.", show_default=False)]
Persons = Annotated[
    Path | None,
    typer.Option(help="Imported persons: a folder of `linghuo population import`, or its file.", show_default=False),
]
Seed = Annotated[int, typer.Option(help="Root seed of all luck.")]
EconomyPath = Annotated[Variant, typer.Option(help="Path of the economy.")]
Jobs = Annotated[int | None, typer.Option(help="Runs at a time.  [default: cores]", show_default=False)]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the results.  [default: a new one in results/]", show_default=False)
]
Lang = Annotated[Language, typer.Option(help="Language.")]
Retry = Annotated[bool, typer.Option("--retry", help="Run again what failed before.")]
Scheduler = Annotated[
    str | None, typer.Option(help="Run on the workers of a Dask scheduler: tcp://host:port.", show_default=False)
]


def cores() -> int:
    """How many cores may this process use?"""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def jobs_of(jobs: int | None) -> int:
    """How many runs at a time: as many as are asked for, else one a core. InputError below one."""
    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs: {jobs} is not at least 1")
    return jobs or cores()
