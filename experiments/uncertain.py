"""What is not known exactly, and which values are drawn for it? A distribution with its source for each parameter."""

import zlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

NEEDED = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("low", "high", "mean", "sd"),
    "choice": ("values",),
}
OPTIONAL = ("low", "high", "mode", "mean", "sd", "values")


class Uncertain(BaseModel):
    """How is one uncertain parameter distributed, and who says so?"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    distribution: Literal["uniform", "loguniform", "triangular", "normal", "choice"]
    low: Annotated[float | None, Field(description="smallest value; a normal distribution is cut there")] = None
    high: Annotated[float | None, Field(description="largest value")] = None
    mode: Annotated[float | None, Field(description="most likely value, triangular")] = None
    mean: Annotated[float | None, Field(description="mean before the cut, normal")] = None
    sd: Annotated[float | None, Field(gt=0, description="standard deviation before the cut, normal")] = None
    values: Annotated[tuple[float | str, ...] | None, Field(description="equally likely values, choice")] = None
    source: Annotated[str, Field(min_length=1, description="where the range comes from, or `assumed` and why")]

    @model_validator(mode="after")
    def _has_its_parameters(self):
        needed = NEEDED[self.distribution]
        missing = [name for name in needed if getattr(self, name) is None]
        unused = [name for name in OPTIONAL if name not in needed and getattr(self, name) is not None]
        if missing or unused:
            wrong = f"missing: {', '.join(missing)}" if missing else f"not {', '.join(unused)}"
            raise ValueError(f"a {self.distribution} distribution has {', '.join(needed)} and source; {wrong}")
        if self.distribution == "choice":
            if not self.values:
                raise ValueError("values: at least one is needed")
        elif not self.low < self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        if self.distribution == "loguniform" and not self.low > 0:
            raise ValueError(f"low {self.low}: a loguniform distribution begins above zero")
        if self.distribution == "triangular" and not self.low <= self.mode <= self.high:
            raise ValueError(f"mode {self.mode} is not between low {self.low} and high {self.high}")
        return self

    @property
    def extremes(self) -> tuple[Any, ...]:
        """Between which values does it lie? All of them where it is a choice."""
        return self.values if self.distribution == "choice" else (self.low, self.high)

    def quantile(self, u: float) -> float | str:
        """Which value has the share `u` of all draws below it? u in [0, 1)."""
        if self.distribution == "choice":
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        width = self.high - self.low
        if self.distribution == "uniform":
            value = self.low + u * width
        elif self.distribution == "loguniform":
            value = self.low * (self.high / self.low) ** u
        elif self.distribution == "triangular":
            rise = self.mode - self.low
            if u * width < rise:
                value = self.low + (u * width * rise) ** 0.5
            else:
                value = self.high - ((1.0 - u) * width * (self.high - self.mode)) ** 0.5
        else:
            from scipy.special import ndtr, ndtri

            below, above = (float(ndtr((end - self.mean) / self.sd)) for end in (self.low, self.high))
            value = self.mean + self.sd * float(ndtri(below + u * (above - below)))
        return float(min(max(value, self.low), self.high))


def latin_hypercube(parameters: Mapping[str, Uncertain], samples: int, seed: int) -> list[dict[str, float | str]]:
    """Which values does each sample take? Every parameter falls once into each of `samples` equally likely parts.

    A parameter's draws depend on its name, the seed and the number of samples alone, so that leaving another one out
    does not move them (McKay, Beckman and Conover 1979).
    """
    drawn: dict[str, list] = {}
    for name, parameter in parameters.items():
        generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
        places = (generator.permutation(samples) + generator.random(samples)) / samples
        drawn[name] = [parameter.quantile(float(place)) for place in places]
    return [{name: values[number] for name, values in drawn.items()} for number in range(samples)]
