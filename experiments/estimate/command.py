"""What does `linghuo estimate` do? Estimate blocks one after the other, then all of them, and store what came out."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import InputError

if TYPE_CHECKING:
    from calibration.estimates import Estimate
    from experiments.estimate.search import BlockResult, Plan

NAME, STORED, SETTINGS = "estimate", "estimates.csv", "estimated.yaml"
POPULATION, REPLICATIONS = 20_000, 2
RESULTS = Path("results")


def blocks_of(given: Sequence[str] | None) -> tuple[str, ...]:
    """Which blocks are estimated in which order? All and then the joint one by default. InputError: unknown block."""
    from calibration.estimation import BLOCKS, JOINT
    from model.law.sources import suggestion

    known = (*BLOCKS, JOINT)
    for name in given or ():
        if name not in known:
            raise InputError(f"--block: unknown block `{name}`{suggestion(name, known) or ''}; {', '.join(known)}")
    return tuple(name for name in known if not given or name in given)


def run_estimate(
    blocks: Sequence[str] | None, population: int | None, replications: int | None, starts: int, seed: int, jobs: int,
    out: Path | None, language: str,
) -> None:  # fmt: skip
    """Estimate what the folder lacks, print the estimates, and write tables, figures, estimates and a settings file."""
    from calibration.targets import TargetError, load_targets
    from experiments import interrupt, presentation
    from experiments.code_version import code_version
    from experiments.estimate.search import Plan, run_block
    from experiments.output import identity, write_json
    from experiments.plot_command import run_plot
    from experiments.validate.command import experiment_of

    order = blocks_of(blocks)
    size, draws = population or POPULATION, REPLICATIONS if replications is None else replications
    experiment_of(size if population is None else population, draws, seed)  # tells of numbers out of range
    try:
        load_targets()
    except TargetError as error:
        raise InputError(str(error)) from None
    asked = {"blocks": order, "population": size, "replications": draws, "starts": starts, "seed": seed}
    folder = out or RESULTS / f"{NAME}-{identity({'code': code_version(), **asked})[:6]}"
    folder.mkdir(parents=True, exist_ok=True)
    interrupt.will_say(f"linghuo: interrupted; finished runs are kept in {folder}, and the same command goes on")

    def say(text: str) -> None:
        print(f"linghuo: {text}", file=sys.stderr)

    plan = Plan(folder, size, draws, starts, seed, jobs, say)
    results, values, lost = {}, {}, []
    for block in order:
        say(f"estimating {block}")
        result = results[block] = run_block(plan, block, values, lost)
        values |= dict(zip(result.searched, result.fit.value.tolist(), strict=True))
        lost += [p.name for p in result.parameters if p.name not in result.searched and p.name not in lost]
        values = {name: value for name, value in values.items() if name not in lost}
    write_json(folder / presentation.ANALYSIS, {"kind": NAME, **asked, "results": {k: plain(r) for k, r in
                                                                                    results.items()}})  # fmt: skip
    store(plan, results, folder)
    run_plot(folder, language, None)


def plain(result: "BlockResult") -> dict:
    """The result as JSON holds it; NaN is null."""
    fit, found = result.fit, result.found
    return {
        "parameters": [p._asdict() for p in result.parameters],
        "searched": list(result.searched),
        "value": fit.value.tolist(),
        "standard_error": found.standard_error.tolist(),
        "sensitivity": found.sensitivity.tolist(),
        "moments": [[t.id, t.measure, t.year] for t in result.targets],
        "error": fit.error.tolist(),
        "deviation": fit.deviation.tolist(),
        "objective": fit.objective,
        "starts": list(fit.starts),
        "evaluations": fit.evaluations,
        "condition": found.condition,
        "j_statistic": found.j_statistic,
        "freedom": found.freedom,
        "p_value": found.p_value if found.p_value == found.p_value else None,
        "profile": [list(each) for each in result.profile],
    }


def store(plan: "Plan", results: "dict[str, BlockResult]", folder: Path) -> None:
    """Write the estimates as calibration/data/estimates.csv holds them, and as a file of settings."""
    from calibration.estimates import write_estimates

    estimates = estimates_of(plan, results)
    write_estimates(tuple(estimates), folder / STORED)
    (folder / SETTINGS).write_text(settings_text(estimates), encoding="utf-8")


def estimates_of(plan: "Plan", results: "dict[str, BlockResult]") -> "list[Estimate]":
    """What is known of every parameter: the last block that asked about it decides."""
    from calibration.estimates import Estimate
    from experiments.code_version import code_version

    settings = f"{plan.population} records; {plan.replications} replications; {plan.starts} starts; seed {plan.seed}"
    known: dict[str, Estimate] = {}
    for block, result in results.items():
        places = {name: k for k, name in enumerate(result.searched)}
        source = f"linghuo estimate: {block}; {len(result.targets)} figures of 2016-2022"
        for p in result.parameters:
            k = places.get(p.name)
            value, error = ((p.prior, float("nan")) if k is None else
                            (float(result.fit.value[k]), float(result.found.standard_error[k])))  # fmt: skip
            known[p.name] = Estimate(
                p.name, value, error, p.prior, p.low, p.high, k is not None, source, code_version(), settings
            )
    return list(known.values())


def settings_text(estimates: "Sequence[Estimate]") -> str:
    """A file of settings with the estimates of all parameters that are identified."""
    lines = [
        "name: estimated", "en: Levels and trends of 2016 to 2025 as estimated", "zh: 2016—2025年水平与趋势的估计值",
        "summary: >-", "  Estimates of `linghuo estimate`; what published figures do not identify stays at its prior.",
        "values:",
    ]  # fmt: skip
    for each in estimates:
        if each.identified:
            lines += [f"  {each.parameter}:", f"    value: {each.value:.6g}",
                      f'    evidence: "{each.source}; standard error {each.standard_error:.2g}"']  # fmt: skip
    return "\n".join(lines) + "\n"
