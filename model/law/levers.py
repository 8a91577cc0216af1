"""Which levers does the article discuss, and which parameters of the law does each one move?"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from model.law.design_file import expand
from model.law.parameter import Text
from model.law.parameters import LawInForce
from model.law.sources import LawError, Place, Table, check, read_table

FILE = Path(__file__).resolve().parent / "levers.yaml"


class Lever(BaseModel):
    """One lever: where the article discusses it, its possible settings, and what it moves.

    `paths` are parameters of the law, with `*` and `{a,b}`, besides those that name the lever themselves; `settings`
    are fields of a run's Settings; `measures` are functions of model.measures that show a result or a norm.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    en: Text
    zh: Text
    article: Text
    kind: Literal["law", "behaviour", "result", "norm"] = "law"
    allowed: Text
    default: Text
    paths: list[str] = ()
    settings: list[str] = ()
    measures: list[str] = ()
    place: Place

    def parameters(self, law: LawInForce) -> list[str]:
        """Which parameters does the lever move? LawError with file and line if a path does not exist."""
        listed = {path for pattern in self.paths for path in expand(pattern, law.paths(), self.place)}
        return [path for path in law.paths() if path in listed or self.id in law.parameter(path).levers]


@lru_cache(maxsize=1)
def levers() -> dict[str, Lever]:
    """All levers by identifier, L01 to L46. LawError where a line of the table is wrong."""
    table = read_table(FILE)
    found = {}
    for name, row in table.items():
        if not isinstance(row, Table):
            raise LawError(f"{name}: a lever has en, zh, article, allowed and default", table.keys_at[name])
        row["id"], row["place"] = name, table.keys_at[name]
        found[name] = check(Lever, row, name)
    return found
