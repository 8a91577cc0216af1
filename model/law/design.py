"""Which designs are there? Files of designs: found by name or path, laid over the law, added, and checked."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path

from model.law.changes import Change, merge
from model.law.design_file import DesignFile, expand, read_changes, read_design_file
from model.law.difference import Design, add
from model.law.effect import first_effect
from model.law.levers import levers
from model.law.parameters import HORIZON, LawInForce, load_law
from model.law.sources import LawError, Place, Table, display, suggestion

FOLDER = Path(__file__).resolve().parent / "designs"


def load_design(expression: str | Path, law: LawInForce | None = None) -> Design:
    """Which design does this name, file or sum stand for?

    expression: a name of `list_designs`, the path of a YAML file, or several of them joined by `+`.
    LawError names the file and line: unknown names (with a suggestion), values out of range or of a wrong kind, a
    missing basis or source, two parts that differ for the same time, a design that changes nothing by 2125.
    """
    law = law or load_law()
    text = str(expression)
    terms = [text] if Path(text).is_file() else [term.strip() for term in text.split("+")]
    designs = [_judged(term, law) for term in terms]
    if len(designs) == 1:
        return designs[0]
    total = add(designs)
    if total.changes and first_effect(total, _read(total.against, law), law) is None:
        raise LawError(f"{total.name}: changes nothing against {total.against} by {HORIZON}; leave a part away")
    return total


def list_designs(folder: Path | None = None) -> tuple[DesignFile, ...]:
    """Which designs come with the model? Their headings, by identifier; the changes are read by `load_design`."""
    files = (read_design_file(path)[0] for path in sorted((folder or FOLDER).glob("*.yaml")))
    return tuple(sorted(files, key=lambda file: (file.id or "~", file.name)))


def _judged(term: str, law: LawInForce) -> Design:
    """A design by name or file that differs from its comparator; the baseline itself need not."""
    path = _find(term)
    design = _read(term, law)
    if design.basis == "baseline" and design.against == design.name:
        return design
    comparator = _read(design.against, law, near=path.parent, place=Place(display(path), 1, 1))
    if first_effect(design, comparator, law) is None:
        raise LawError(
            f"{design.name}: changes nothing against {design.against} by {HORIZON}; change a value or `against`",
            Place(display(path), 1, 1),
        )
    return design


def _read(
    term: str, law: LawInForce, near: Path | None = None, chain: tuple[str, ...] = (), place: Place | None = None
) -> Design:
    """A design by name or file. `near`, `place`: where it is named; `chain`: the designs that build on it."""
    path = _find(term, near, place)
    file, table = read_design_file(path)
    if file.name in chain:
        raise LawError(f"{file.name}: builds on itself: {' -> '.join((*chain, file.name))}", table.place)
    _check_levers(file, table)
    below = (*chain, file.name)
    parents, parts = (
        [_read(name, law, path.parent, below, table.values_at[key]) for name in _listed(names)]
        for key, names in (("extends", file.extends), ("parts", file.parts))
    )
    under = [*parents, *_resolved(file, table, parts, law)]
    changes: dict[str, Change] = dict(add(under).changes) if under else {}
    for name, change in read_changes(file, table, law, frozenset(_ancestors(under))).items():
        changes[name] = merge(changes[name], change) if name in changes else change
    return Design(
        name=file.name, id=file.id, en=file.en, zh=file.zh, article=file.article, basis=file.basis,
        against=file.against, summary=file.summary, touches=tuple(file.touches), parts=tuple(file.parts),
        changes=changes,
    )  # fmt: skip


def _find(term: str, near: Path | None = None, place: Place | None = None) -> Path:
    """The file of a name: a path, a neighbour of the file that names it, or a design of the model."""
    if term.endswith((".yaml", ".yml")) or "/" in term or "\\" in term:
        return (near / term if near else Path(term)).resolve()
    folders = [folder for folder in (near, FOLDER) if folder]
    for folder in folders:
        if (folder / f"{term}.yaml").is_file():
            return (folder / f"{term}.yaml").resolve()
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise LawError(f"unknown design `{term}`{suggestion(term, known) or '; designs are ' + ', '.join(known)}", place)


def _resolved(file: DesignFile, table: Table, parts: list[Design], law: LawInForce) -> list[Design]:
    """The parts with each overlap that the package resolves settled: the winner rules wherever it says anything."""
    for pattern, resolution in file.resolve.items():
        place: Place = table["resolve"].keys_at[pattern]
        for path in expand(pattern, law.paths(), place):
            setters = {part.name: part.changes[path] for part in parts if path in part.changes}
            winner = setters.pop(resolution.winner, None)
            if winner is None:
                meant = suggestion(resolution.winner, setters) or f"; parts that do: {', '.join(setters) or 'none'}"
                raise LawError(f"{path}: winner `{resolution.winner}` is no part that sets it{meant}", place)
            if not _differ([winner, *setters.values()]):
                raise LawError(f"{path}: the parts do not differ here; leave the resolution away", place)
            settled = winner.claimed_over(origin for loser in setters.values() for origin in loser.origins)
            for loser in setters.values():
                settled = merge(settled, loser)
            parts = [_with(part, path, settled if part.name == resolution.winner else None) for part in parts]
    return parts


def _differ(changes: list[Change]) -> bool:
    """Do these changes of one parameter disagree?"""
    try:
        reduce(merge, changes)
    except LawError:
        return True
    return False


def _with(part: Design, path: str, change: Change | None) -> Design:
    """A part with another change of one path, or without any."""
    others = {name: own for name, own in part.changes.items() if name != path}
    return replace(part, changes=others if change is None else {**others, path: change}, _years={})


def _check_levers(file: DesignFile, table: Table) -> None:
    for lever in file.touches:
        if lever not in levers():
            raise LawError(f"{file.name}.touches: unknown lever `{lever}`{suggestion(lever, levers())}",
                           table.values_at["touches"])  # fmt: skip


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _ancestors(designs: list[Design]) -> Iterator[str]:
    for design in designs:
        yield from (design.name, *design.parts)
        for change in design.changes.values():
            for step in change.steps:
                yield from (*step.origins, *step.over)


__all__ = ["Design", "list_designs", "load_design"]
