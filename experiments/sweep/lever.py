"""What is a lever of a sweep? Paths of the law that move together, each by its factor, over values that are shown."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from experiments.admissible import check_value, paths_of
from experiments.located import Misplaced

DIGITS = 12  # of a value times a factor: 0.4 of 0.12 is 0.048 and no 0.04800000000000001


class Lever(BaseModel):
    """A lever: paths of the law that move together, each by its factor times the lever's value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    en: Annotated[str, Field(description="title in English, with its unit")]
    zh: Annotated[str, Field(description="title in Chinese, with its unit")]
    scale: Annotated[float, Field(gt=0.0, description="what a value is multiplied by to be shown: 100 for %")] = 1.0
    moves: Annotated[
        dict[str, float],
        Field(min_length=1, description="path of the law, with {a,b} or * for several -> factor of the value"),
    ]
    status_quo: Annotated[
        float | Literal["law", "nowhere"],
        Field(description="where the law as it is stands on this axis, where its own parameter is idle; or nowhere"),
    ] = "law"
    values: Annotated[tuple[float, ...], Field(description="the grid; none for shares, see steps and points")] = ()

    @field_validator("moves")
    @classmethod
    def _are_paths(cls, moves: dict[str, float]) -> dict[str, float]:
        paths_of(moves)
        return moves

    @model_validator(mode="after")
    def _can_be_set(self):
        for number, value in enumerate(self.values):
            if value in self.values[:number]:
                raise Misplaced(("values", number), f"the value {value:g} is listed twice")
            self.check(value, ("values", number))
        return self

    def title(self, language: str) -> str:
        """What is the lever called, with its unit?"""
        return self.zh if language == "zh" else self.en

    def settings(self, value: float) -> dict[str, float]:
        """To what does the lever set each of its paths?"""
        return {path: round(factor * value, DIGITS) for path, factor in self.moves.items()}

    def check(self, value: float, where: tuple) -> None:
        """Misplaced at `where` if a parameter of the law cannot take the value."""
        for path, found in self.settings(value).items():
            check_value(paths_of([path])[path], found, where)

    def in_law(self, year) -> float | None:
        """At which value does a year's law have the lever? None where its paths differ. year: a `YearLaw`."""
        moved = paths_of(self.moves)
        values = {
            round(float(year[path]) / factor, DIGITS) if factor else None
            for pattern, factor in self.moves.items() for path in moved[pattern]
        }  # fmt: skip
        return values.pop() if len(values) == 1 else None
