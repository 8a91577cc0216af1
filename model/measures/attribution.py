"""How much of a package's effect is due to each part? Shapley and Owen values over coalitions of parts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial, fsum

Coalition = frozenset


def coalitions(players: Sequence[str]) -> Iterator[Coalition]:
    """Every set of players, the empty one first, smaller ones before larger ones."""
    for size in range(len(players) + 1):
        for chosen in combinations(players, size):
            yield frozenset(chosen)


def shapley(values: Mapping[Coalition, float], players: Sequence[str]) -> dict[str, float]:
    """What does each player contribute, on average over all orders of joining? The parts add up to the whole.

    values: the measure under every coalition of `players`, 2^k of them; KeyError names a coalition that is missing
    (Shapley 1953).
    """
    return _shapley(players, _reader(values))


def owen(values: Mapping[Coalition, float], unions: Sequence[Sequence[str]]) -> dict[str, float]:
    """The same where players of one union join one after the other, unions in every order (Owen 1977).

    values: the measure under every coalition of all players in `unions`; what the players of a union get adds up to
    the Shapley value of their union.
    """
    value = _reader(values)
    found: dict[str, float] = {}
    for place, union in enumerate(unions):
        others = [other for number, other in enumerate(unions) if number != place]
        for player in union:
            found[player] = _owen_of(player, union, others, value)
    return found


def _owen_of(player: str, union: Sequence[str], others: Sequence[Sequence[str]], value) -> float:
    total = 0.0
    mates = [mate for mate in union if mate != player]
    for joined in coalitions([str(number) for number in range(len(others))]):
        outside = frozenset(name for number in joined for name in others[int(number)])
        outer = _weight(len(joined), len(others) + 1)
        for inside in coalitions(mates):
            before = outside | inside
            total += outer * _weight(len(inside), len(union)) * (value(before | {player}) - value(before))
    return total


def _shapley(players: Sequence[str], value: Callable[[Coalition], float]) -> dict[str, float]:
    found = {}
    for player in players:
        rest = [other for other in players if other != player]
        found[player] = fsum(
            _weight(len(before), len(players)) * (value(before | {player}) - value(before))
            for before in coalitions(rest)
        )
    return found


def _weight(size: int, players: int) -> float:
    """In which share of all orders do exactly these `size` players come before a given one?"""
    return factorial(size) * factorial(players - size - 1) / factorial(players)


def _reader(values: Mapping[Coalition, float]) -> Callable[[Coalition], float]:
    def value(coalition: Coalition) -> float:
        if coalition not in values:
            raise KeyError(f"no value for the coalition {' + '.join(sorted(coalition)) or '(nobody)'}")
        return values[coalition]

    return value


def interactions(values: Mapping[Coalition, float], players: Sequence[str]) -> dict[tuple[str, str], float]:
    """By how much do two players do more together than apart, on average over the others' coalitions?

    The interaction index of Grabisch and Roubens (1999); zero for every pair where effects add up.
    """
    value, found, others = _reader(values), {}, len(players) - 1
    for one, two in combinations(players, 2):
        rest = [player for player in players if player not in (one, two)]
        found[one, two] = fsum(
            _weight(len(before), others)
            * (value(before | {one, two}) - value(before | {one}) - value(before | {two}) + value(before))
            for before in coalitions(rest)
        )
    return found
