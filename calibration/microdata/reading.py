"""What does a survey say of each person, in the model's own codes and units? Answers, gaps, and who is left out."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from calibration.microdata.map_file import Map
from calibration.microdata.survey import SurveyError
from calibration.microdata.targets import TARGETS, Target, province_codes, province_place
from model.history import earnings_and_prices
from model.law.sources import LawError, suggestion
from model.start_year import BASE_YEAR

FIRST_AGE, LAST_AGE = 16, 110
NUMBER = re.compile(r"^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$")
SHOWN = 8


@dataclass
class Answers:
    """The persons of a survey who are kept: codes as bits, numbers with NaN, by target; and counts of the rest."""

    number: np.ndarray  # int64, place in the file, from 0: who the person is for every draw
    weight: np.ndarray
    codes: dict[str, np.ndarray]  # int64 bits
    numbers: dict[str, np.ndarray]
    counts: dict[str, Counter] = field(default_factory=dict)  # target -> given, missing, unmapped ...
    dropped: Counter = field(default_factory=Counter)  # reason -> persons

    def keep(self, mask: np.ndarray) -> None:
        """Leave out all others."""
        self.number, self.weight = self.number[mask], self.weight[mask]
        self.codes = {name: values[mask] for name, values in self.codes.items()}
        self.numbers = {name: values[mask] for name, values in self.numbers.items()}

    def drop(self, mask: np.ndarray, reason: str) -> None:
        """Leave out the persons of the mask, and count them under the reason."""
        if mask.any():
            self.dropped[reason] += int(mask.sum())
            self.keep(~mask)


def canonical(value: Any) -> int | float | str | None:
    """One form for what files write differently: 1, 1.0, "1" and " 1 " are 1; None where there is nothing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        text = value.strip()
        if not NUMBER.match(text):
            return text or None
        value = float(text)
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def read_answers(frame: pd.DataFrame, given: Map) -> Answers:
    """Everybody of the survey who can be kept. LawError or SurveyError: a column or code is missing, nobody is left."""
    _check_columns(frame, given)
    weight = _weights(frame, given)
    found = Answers(np.arange(len(frame)), weight, {}, {})
    impossible: dict[str, np.ndarray] = {}
    for name, column in given.columns.items():
        target = TARGETS[name]
        values, counts, wrong = _column(frame[column.source], target, given)
        (found.codes if target.codes else found.numbers)[name] = values
        found.counts[name] = counts
        if wrong.any():
            impossible[name] = wrong
    _duplicates(frame, given, found)  # before anybody is left out, because rows are those of the file
    bad = ~(np.isfinite(weight) & (weight > 0.0))
    if bad.any():
        if given.told.impossible == "error":
            raise SurveyError(f"{given.told.weight}: {int(bad.sum())} weights are not above zero or are missing; "
                              "correct them, or say `impossible: drop`")  # fmt: skip
        impossible["weight"] = bad
    if "birth_year" in found.numbers:
        late = found.numbers["birth_year"] > given.told.year
        early = found.numbers["birth_year"] < given.told.year - LAST_AGE
        if (late | early).any():
            impossible["birth_year"] = impossible.get("birth_year", False) | late | early
    _leave_out(found, impossible, given)
    return found


def base_year_ages(found: Answers, year: int) -> np.ndarray:
    """Year of birth of everybody if the survey described the base year: ages stay, births move. NaN: not known."""
    born = np.full(found.number.size, np.nan)
    if "age" in found.numbers:
        born = BASE_YEAR - found.numbers["age"]
    if "birth_year" in found.numbers:
        told = found.numbers["birth_year"] + (BASE_YEAR - year)
        born = np.where(np.isnan(told), born, told)
    return born


def _check_columns(frame: pd.DataFrame, given: Map) -> None:
    known = [str(name) for name in frame.columns]
    wanted = [(("columns", name, "from"), column.source) for name, column in given.columns.items()]
    wanted += [((key,), value) for key in ("weight", "person") if (value := getattr(given.told, key)) is not None]
    for path, source in wanted:
        if source not in frame.columns:
            hint = suggestion(source, known) or f"; it has {', '.join(known[:SHOWN])}{' ...' * (len(known) > SHOWN)}"
            raise LawError(f"{'.'.join(path)}: the survey has no column `{source}`{hint}", given.place(*path))


def _weights(frame: pd.DataFrame, given: Map) -> np.ndarray:
    if given.told.weight is None:
        return np.ones(len(frame))
    return pd.to_numeric(frame[given.told.weight], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _column(series: pd.Series, target: Target, given: Map) -> tuple[np.ndarray, Counter, np.ndarray]:
    """A column in our codes or units, how many answers there are of which kind, and where they are impossible."""
    column = given.columns[target.name]
    place, seen = pd.factorize(series, use_na_sentinel=True)
    seen = [canonical(value) for value in seen]
    nothing = {canonical(value) for value in (*given.told.missing, *column.missing)} | {None}
    read, unmapped = _reader(target, given), []
    values = np.empty(len(seen) + 1, dtype=np.int64 if target.codes else np.float64)
    unknown = target.everything if target.codes else np.nan
    values[-1] = unknown  # factorize numbers a gap as -1
    kind = np.full(len(seen) + 1, "missing", dtype=object)
    for k, value in enumerate(seen):
        known = None if value in nothing else read(value)
        values[k] = unknown if known is None else known
        kind[k] = "missing" if value in nothing else ("unmapped" if known is None else "given")
        if kind[k] == "unmapped":
            unmapped.append((value, int((place == k).sum())))
    if unmapped and given.told.unmapped == "error":
        unmapped.sort(key=lambda each: -each[1])
        listed = ", ".join(f"{value!r} ({count})" for value, count in unmapped[:SHOWN])
        more = f" and {len(unmapped) - SHOWN} more" if len(unmapped) > SHOWN else ""
        words = "codes" if target.codes else "numbers"
        raise LawError(
            f"columns.{target.name}: values without {words}: {listed}{more}; give them one, list them under `missing`, "
            "or say `unmapped: impute`", given.place("columns", target.name),
        )  # fmt: skip
    found = values[place]
    counts = Counter(kind[place].tolist())
    wrong = np.zeros(found.size, dtype=bool)
    if not target.codes:
        factor = target.units[column.unit] if target.units and column.unit else 1.0
        if target.grows and given.told.year != BASE_YEAR and given.told.uprate != "none":
            levels = earnings_and_prices()[0 if given.told.uprate == "wages" else 1]
            factor /= levels[given.told.year]
        found = found if factor == 1.0 else found * factor
        wrong = (found < target.low) | (found > target.high)
        found = np.round(found) if target.whole else found
    return found, counts, wrong


def _reader(target: Target, given: Map):
    """A function from a value of the survey to our bits or number, None where it has none."""
    column = given.columns[target.name]
    if target.codes is None:
        return lambda value: float(value) if not isinstance(value, str) else None
    if column.codes is not None:
        table = {
            canonical(value): sum(1 << target.codes[code] for code in set([meant] if isinstance(meant, str) else meant))
            for value, meant in column.codes.items()
        }
        return table.get
    if target.name in ("province", "home_province"):
        known = province_codes()

        def bit(value):
            place = province_place(value, known)
            return None if place is None else 1 << place

        return bit
    return lambda value: 1 << target.codes[value] if value in target.codes else None


def _duplicates(frame: pd.DataFrame, given: Map, found: Answers) -> None:
    if given.told.person is None:
        return
    again = frame[given.told.person].duplicated(keep="first").to_numpy()
    if again.any() and given.told.duplicates == "error":
        first = frame[given.told.person][again].iloc[0]
        raise SurveyError(f"{given.told.person}: {int(again.sum())} persons are listed again, {first!r} first; correct "
                          "the file, or say `duplicates: drop`")  # fmt: skip
    found.codes["again"] = again.astype(np.int64)


def _leave_out(found: Answers, impossible: dict[str, np.ndarray], given: Map) -> None:
    """Drop whom the map or the model cannot keep, each under the first reason that holds. SurveyError: nobody left."""
    if impossible and given.told.impossible == "error":
        listed = ", ".join(f"{name} ({int(wrong.sum())})" for name, wrong in impossible.items())
        raise SurveyError(f"impossible values of {listed}, as a negative income or a birth after the survey; correct "
                          "them, list them under `missing`, or say `impossible: drop`")  # fmt: skip
    marks = {f"impossible {name}": wrong for name, wrong in impossible.items()}
    again = found.codes.pop("again", None)
    if again is not None:
        marks = {"listed again": again == 1, **marks}
    marks["sex not known"] = found.codes["sex"] == TARGETS["sex"].everything
    born = base_year_ages(found, given.told.year)
    marks["age not known"] = np.isnan(born)
    marks["under 16"] = BASE_YEAR - born < FIRST_AGE
    reason = np.full(found.number.size, "", dtype=object)
    for word, mask in marks.items():
        reason[mask & (reason == "")] = word
    found.dropped.update(Counter(reason[reason != ""].tolist()))
    found.keep(reason == "")
    if found.number.size < 2:
        left = "nobody is" if found.number.size == 0 else "one person is"
        told = ", ".join(f"{word} ({count})" for word, count in found.dropped.items()) or "none was dropped"
        raise SurveyError(f"{left} left to import; dropped: {told}; a population needs at least two persons")
