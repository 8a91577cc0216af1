"""Workers as Mesa agents: a view on one row of the columns, and an AgentSet over all of them.

The population lives in arrays. A `Worker` is made when somebody asks for it and reads and writes its row;
`Workers` answers Mesa's questions at the speed of the arrays. Neither keeps state of its own, so the object
path and the vector path cannot drift apart.
"""

import math
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

import numpy as np
from mesa.agent import Agent, AgentSet

from agents.codes import LIVING
from agents.rows import Rows

try:
    from mesa.agentset import GroupBy
except ImportError:  # Mesa before 3.5 has it beside Agent
    from mesa.agent import GroupBy

NO_ONE_ENTERS_HERE = "a worker is a number for ever: people enter and die through the model"


class Worker(Agent):
    """One person: a view on one row. Every column can be read and set, every kept flow of the year read.

    `unique_id` is the person's number, which is his first row; the row that holds him may change, the number never.
    The view stays readable after the person's death.
    """

    pos = None

    def __init__(self, rows: Rows, person: int) -> None:
        # no super().__init__: it would register the view with the model and count ids in a global table
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "unique_id", person)

    def __reduce__(self) -> tuple:
        return self._rows.at, (self.unique_id,)

    def __repr__(self) -> str:
        return f"<Worker {self.unique_id}>"

    @property
    def model(self) -> Any:
        """Which model does the person live in?"""
        return self._rows.model

    @property
    def spouse(self) -> "Worker | None":
        """To whom is, was or will the person be married, from `marriage_year` on? None for who never marries."""
        row = self.spouse_row
        return None if row < 0 else self._rows.at(self._rows.in_row(row))

    def __getattr__(self, name: str) -> int | float:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._rows.read(name)[self._rows.of(self.unique_id)].item()

    def __setattr__(self, name: str, value: Any) -> None:
        self._rows.write(name, self._rows.of(self.unique_id), value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._rows.columns, *self._rows.flows})

    def step(self) -> None:
        """Live the current year: the workers' phase of the model's year for this row alone."""
        self.model.live_one(self.unique_id)

    def remove(self) -> NoReturn:
        """Always a TypeError: people enter and die through the model."""
        raise TypeError(NO_ONE_ENTERS_HERE)

    @classmethod
    def create_agents(cls, model: Any, n: int, *args: Any, **kwargs: Any) -> NoReturn:
        """Always a TypeError: people enter and die through the model."""
        raise TypeError(NO_ONE_ENTERS_HERE)


class WorkerGroups(GroupBy):
    """What `Workers.groupby` finds: Mesa's GroupBy (`map`, `do`, `count`, iteration) with a fast `agg`."""

    def agg(self, attr_name: str, func: Callable | Iterable[Callable]) -> dict[Any, Any]:
        """What does the function, or each of several, say of the attribute in each group? A dict by group."""
        sets = {
            name: group if isinstance(group, Workers) else Workers.selection(group[0]._rows, group)
            for name, group in self.groups.items()
        }
        return {name: workers.agg(attr_name, func) for name, workers in sets.items()}


class Workers(AgentSet):
    """Everyone who lives, in the order of their numbers; or a selection of them in an order of its own.

    A selection remembers persons and passes over those who have died since. Nothing here adds or removes people.
    """

    def __init__(self, model: Any, columns: dict[str, np.ndarray]) -> None:
        # no super().__init__: it builds a dictionary of agents, which here are made on demand
        self._rows = Rows(Worker, model, columns)
        self._chosen: np.ndarray | None = None

    @classmethod
    def selection(cls, rows: Rows, chosen: np.ndarray | Iterable[Worker]) -> "Workers":
        """Which set has the persons of these numbers (int64), or these agents without repetition, in this order?"""
        workers = cls.__new__(cls)
        workers._rows = rows
        if not isinstance(chosen, np.ndarray):
            agents = list(dict.fromkeys(chosen))
            if any(agent._rows is not rows for agent in agents):
                raise ValueError("workers of another model cannot join this set")
            chosen = np.array([agent.unique_id for agent in agents], dtype=np.int64)
        workers._chosen = chosen
        return workers

    def _from_iterable(self, agents: Iterable[Worker]) -> "Workers":
        return self.selection(self._rows, agents)  # what &, |, - and ^ of sets call

    def _choose(self, chosen: np.ndarray, inplace: bool) -> "Workers":
        if not inplace:
            return self.selection(self._rows, chosen)
        self._chosen = chosen
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {"rows": self._rows, "chosen": self._chosen}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._rows, self._chosen = state["rows"], state["chosen"]

    @property
    def model(self) -> Any:
        """Which model do they live in?"""
        return self._rows.model

    @property
    def random(self) -> Any:
        """Which generator shuffles? The model's; the life of a person never uses it."""
        return self.model.random

    @property
    def rng(self) -> Any:
        """Which numpy generator has the model?"""
        return self.model.rng

    @property
    def flows(self) -> Mapping[str, np.ndarray]:
        """Which flows of the year does the model keep? By name, one value a row of the whole population."""
        return self._rows.flows

    @flows.setter
    def flows(self, flows: Mapping[str, np.ndarray]) -> None:
        self._rows.flows = flows

    @property
    def persons(self) -> np.ndarray:
        """Which persons are these, in order? Their numbers, a fresh int64 array."""
        if self._chosen is None:
            return self._rows.living()
        return self._chosen[self._rows.columns["alive"][self._rows.of(self._chosen)] == LIVING]

    @property
    def rows(self) -> np.ndarray:
        """In which rows of the columns are these persons this year, in order? A fresh integer array."""
        return self._rows.of(self.persons)

    def have_moved(self, place: np.ndarray) -> None:
        """Take note of the rows that now hold the persons, by number."""
        self._rows.place = place

    def agent(self, person: int) -> Worker:
        """Which agent has this number? KeyError unless a living person of this set."""
        person = operator.index(person)
        if not self._has(person):
            raise KeyError(f"person {person} is not a living one of this set")
        return self._rows.at(person)

    def _has(self, person: int) -> bool:
        return self._rows.lives(person) and (self._chosen is None or bool(np.any(self._chosen == person)))

    def __len__(self) -> int:
        return self.persons.size

    def __iter__(self) -> Iterator[Worker]:
        return map(self._rows.at, self.persons.tolist())

    def __reversed__(self) -> Iterator[Worker]:
        return map(self._rows.at, self.persons[::-1].tolist())

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Worker) and agent._rows is self._rows and self._has(agent.unique_id)

    def __getitem__(self, item: int | slice) -> Worker | list[Worker]:
        if isinstance(item, slice):
            return [self._rows.at(person) for person in self.persons[item].tolist()]
        return self._rows.at(int(self.persons[item]))

    def __repr__(self) -> str:
        return f"<Workers: {len(self)} living persons of {self._rows.columns['alive'].size} rows>"

    __str__ = __repr__

    def to_list(self) -> list[Worker]:
        """Which agents are these, as a list?"""
        return list(self)

    def index(self, value: Worker, start: int = 0, stop: int | None = None) -> int:
        """At which place, not row, is this agent? ValueError if it is not there from start to before stop."""
        persons = self.persons
        places = np.arange(persons.size)[start:stop]
        found = places[persons[places] == value.unique_id] if value in self else places[:0]
        if not found.size:
            raise ValueError(f"{value!r} is not there")
        return int(found[0])

    def count(self, value: Worker) -> int:
        """How often is this agent here? 0 or 1; `len` tells how many persons there are."""
        return int(value in self)

    def isdisjoint(self, other: Iterable[Worker]) -> bool:
        """Has this set no person in common with the other?"""
        return not any(agent in self for agent in other)

    def add(self, agent: Agent) -> NoReturn:
        """Always a TypeError: people enter and die through the model."""
        raise TypeError(NO_ONE_ENTERS_HERE)

    discard = remove = add

    def pop(self) -> NoReturn:
        """Always a TypeError: people enter and die through the model."""
        raise TypeError(NO_ONE_ENTERS_HERE)

    clear = pop

    def get(
        self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None
    ) -> np.ndarray | list[list[Any]]:
        """Which values have these columns or kept flows (or `unique_id`) for the living, in order?

        One name gives a fresh array; several names give Mesa's list of lists, one list a person, which is
        slower than an array a name. AttributeError for an unknown name, unless handle_missing is "default".
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        if not isinstance(attr_names, str):
            values = [self.get(name, handle_missing, default_value).tolist() for name in attr_names]
            return [list(person) for person in zip(*values, strict=True)]
        persons = self.persons
        if attr_names == "unique_id":
            return persons
        try:
            return self._rows.read(attr_names)[self._rows.of(persons)]
        except AttributeError:
            if handle_missing == "error":
                raise
            return np.full(persons.size, default_value)

    def set(self, attr_name: str, value: Any) -> "Workers":
        """Set a column of the living to one value or to one value a person.

        ValueError if the column cannot hold a value; AttributeError for a flow or an unknown name.
        """
        persons = self.persons
        if np.ndim(value) and np.shape(value) != persons.shape:
            raise ValueError(f"values of shape {np.shape(value)} do not fit {persons.size} persons")
        self._rows.write(attr_name, self._rows.of(persons), value)
        return self

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """What does the function, or each of several, say of the array of this attribute?"""
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def select(
        self,
        filter_func: Callable[[Worker], bool] | np.ndarray | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
        **conditions: Any,
    ) -> "Workers":
        """Which of these persons fulfil all conditions?

        filter_func: a function of a Worker, or a bool array with one value a person; conditions: by column
        name a value, a collection of values, or a function of the array that gives a bool array; at_most: the
        first so many of them, or as a float up to 1.0 at most this share of the present set.
        """
        persons = self.persons
        keep = np.full(persons.size, agent_type is None or issubclass(Worker, agent_type))
        for name, condition in conditions.items():
            keep &= self._fulfils(self.get(name), condition)
        if callable(filter_func):
            keep &= np.fromiter((bool(filter_func(agent)) for agent in self), dtype=bool, count=persons.size)
        elif filter_func is not None:
            mask = np.asarray(filter_func)
            if mask.dtype != bool or mask.shape != persons.shape:
                raise ValueError(f"a mask is a bool array of {persons.size} values, one a person of this set")
            keep &= mask
        if at_most < 0:
            raise ValueError(f"at_most is not negative, as {at_most} is")
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(persons.size * at_most)
        return self._choose(persons[keep][: int(min(at_most, persons.size))], inplace)

    @staticmethod
    def _fulfils(values: np.ndarray, condition: Any) -> np.ndarray:
        if callable(condition):
            return np.asarray(condition(values), dtype=bool)
        return np.isin(values, list(condition)) if isinstance(condition, Collection) else values == condition

    def shuffle(self, inplace: bool = False) -> "Workers":
        """Which set has these persons in a random order, drawn by the model's generator?"""
        order = self.persons.tolist()
        self.random.shuffle(order)
        return self._choose(np.array(order, dtype=np.int64), inplace)

    def sort(
        self, key: Callable[[Worker], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> "Workers":
        """Which set has these persons ordered by a column or function? Ties keep their order."""
        persons = self.persons
        if callable(key):
            keys = [key(agent) for agent in self]
            places = sorted(range(persons.size), key=keys.__getitem__, reverse=not ascending)
            order = np.array(places, dtype=np.int64)
        else:
            values = self.get(key)
            backwards = persons.size - 1 - np.argsort(values[::-1], kind="stable")[::-1]
            order = np.argsort(values, kind="stable") if ascending else backwards
        return self._choose(persons[order], inplace)

    def groupby(self, by: Callable[[Worker], Any] | str, result_type: str = "agentset") -> WorkerGroups:
        """Which persons share a value of this column or function?

        The groups are `Workers`, or lists of agents if result_type is "list"; they come in rising order of a
        column's values, or in the order in which a function meets them.
        """
        persons = self.persons
        if callable(by):
            met: dict[Any, int] = {}
            group = np.array([met.setdefault(by(agent), len(met)) for agent in self], dtype=np.int64)
            names = list(met)
        else:
            values, group = np.unique(self.get(by), return_inverse=True)
            names = values.tolist()
        order = np.argsort(group, kind="stable")
        parts = np.split(persons[order], np.searchsorted(group[order], np.arange(1, len(names))))
        groups = {name: self.selection(self._rows, part) for name, part in zip(names, parts, strict=False)}
        return WorkerGroups(groups if result_type == "agentset" else {k: list(v) for k, v in groups.items()})

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """What comes out when everyone does something, in order? Whoever dies meanwhile is passed over.

        method: the name of a method of Worker, or a function whose first argument is the agent.
        """
        agents = (self._rows.at(person) for person in self.persons.tolist() if self._rows.lives(person))
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in agents]
        return [method(agent, *args, **kwargs) for agent in agents]

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> "Workers":
        """Let everyone do something, in order: see `map`. Returns this set."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> "Workers":
        """Let everyone do something in a random order drawn by the model's generator. Returns this set."""
        self.shuffle().do(method, *args, **kwargs)
        return self
