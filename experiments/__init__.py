"""What an economist runs: experiments, declared in a file or in Python. `Experiment` is loaded when it is asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.experiment import Experiment

__all__ = ["Experiment"]


def __getattr__(name: str):
    if name in __all__:
        from experiments.experiment import Experiment

        return Experiment
    raise AttributeError(f"the package experiments has no attribute {name}")
