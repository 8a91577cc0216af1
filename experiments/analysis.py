"""What have analyses in common that a file declares? Its file is found, its experiments are run, its results drawn."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from experiments.errors import InputError
from experiments.located import complaint, read

if TYPE_CHECKING:
    from experiments.experiment import Experiment

CONFIGS = Path(str(resources.files("experiments"))) / "configs"
RESULTS = Path("results")
WHOLE = "."  # the part of an analysis that stands in its folder itself, not in a subfolder
Declared = TypeVar("Declared", bound=BaseModel)


def declared(kind: type[Declared], called: str, prefix: str, given: str, **changes: Any) -> Declared:
    """Which analysis is meant: one of experiments/configs, with or without its prefix, or a file? With these changes.

    called: what its files declare, for messages; changes: fields of its settings or of its own, None for as declared.
    InputError if there is none, or if it cannot be changed so.
    """
    from model.law.sources import suggestion

    ready = {path.stem.removeprefix(prefix): path for path in sorted(CONFIGS.glob(f"{prefix}*.yaml"))}
    path = Path(given)
    if path.suffix not in (".yaml", ".yml"):
        name = given.removeprefix(prefix)
        if name not in ready:
            meant = suggestion(name, list(ready)) or f"; ready-made are {', '.join(ready)}, others are files"
            raise InputError(f"unknown {called} `{given}`{meant}")
        path = ready[name]
    return changed(read(kind, path), **changes)


def changed(analysis: Declared, **changes: Any) -> Declared:
    """The analysis with these fields of its settings or of its own; None is no change. InputError: it cannot be."""
    wanted = {name: value for name, value in changes.items() if value is not None}
    settings = {name: wanted.pop(name) for name in list(wanted) if name not in type(analysis).model_fields}
    if settings:
        from experiments.compare import settings_of

        checked = settings_of(**settings)  # refuses what is out of range, by option
        settings = {name: getattr(checked, name) for name in settings}
        wanted["settings"] = analysis.settings.model_copy(update=settings)
    fields = {name: getattr(analysis, name) for name in analysis.model_fields_set}
    try:
        return type(analysis).model_validate(fields | wanted)
    except ValidationError as error:
        raise InputError(complaint(type(analysis), error)[1]) from None


def run(
    kind: str, name: str, parts: "Mapping[str, Experiment]", options: Mapping, jobs: int, out: Path | None,
    language: str, later: "Callable[[Path], Iterable[tuple[str, Experiment]]] | None" = None, retry: bool = False,
    scheduler: str | None = None,
) -> int:  # fmt: skip
    """Run what the folder lacks, print and write tables and figures. How many runs have failed?

    parts: experiments by the subfolder that they stand in, first of all WHOLE, the one in the folder itself;
    later: further ones that depend on what has been run, each asked for when the one before is over; retry: run also
    what failed before; scheduler: address of a Dask scheduler, whose workers then do the runs.
    """
    from experiments import cluster, interrupt, ledger, presentation, runner
    from experiments.code_version import code_version
    from experiments.output import identity, write_json
    from experiments.plot_command import run_plot
    from experiments.progress import Progress

    manifests = {part: runner.manifest(experiment, code_version()) for part, experiment in parts.items()}
    known = [manifest["identity"] for manifest in manifests.values()]
    known = known[0] if len(known) == 1 else identity({"parts": known})
    folder = out or RESULTS / f"{name}-{known[:6]}"
    for part, manifest in manifests.items():
        ledger.check(folder / part, manifest)
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")
    failed = {}
    try:
        for part, experiment in chain(parts.items(), later(folder) if later else ()):
            at = folder / part
            runner.complete(experiment, at, jobs, progress=Progress(0), retry=retry, scheduler=scheduler)
            if part == WHOLE:
                write_json(folder / presentation.ANALYSIS, {"kind": kind, **options})
            failed[part] = len(ledger.failures(at))
    except cluster.SchedulerLost as error:
        print(f"linghuo: {error}: {folder}", file=sys.stderr)
        return max(1, sum(failed.values()))
    run_plot(folder, language, None)
    for part, count in failed.items():
        if count:
            print(f"linghuo: {count} runs failed; `linghuo status {folder / part}` lists them", file=sys.stderr)
    return sum(failed.values())
