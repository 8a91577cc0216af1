"""What can a survey tell of a person? The targets of a map, their codes, units and limits.

A code is known as a set of bits: one where the survey tells it, several where it tells that it is one of them, all of
them where it tells nothing. A number is NaN where it is not known.
"""

import re
from enum import IntEnum
from typing import NamedTuple

from agents.codes import Claim, Education, Employer, Hukou, MedicalScheme, PensionScheme, Sector, Sex, Status
from model.provinces import load_provinces

MONTHS = {"months": 1.0, "years": 12.0}
MONEY = {"yuan": 1.0, "thousand yuan": 1e3, "10,000 yuan": 1e4}
A_YEAR = {"yuan a year": 1.0, "yuan a month": 12.0, "thousand yuan a year": 1e3, "10,000 yuan a year": 1e4}
A_MONTH = {"yuan a month": 1.0, "yuan a year": 1.0 / 12.0}
KINDS, PLACES = ("urban", "rural"), ("local", "nonlocal")
PROVINCE_CODES = (
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65,
)  # fmt: skip  # GB/T 2260-2007, in the order of the provinces
SUFFIXES = re.compile("(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")


class Target(NamedTuple):
    """One thing that a map can say of a person: its codes, or its units with limits in the first of them."""

    name: str
    meaning: str
    codes: dict[str, int] | None = None
    units: dict[str, float] | None = None
    low: float = 0.0
    high: float = 1e9
    whole: bool = False  # a number of whole months, years or children
    grows: bool = False  # money, which is brought to the base year

    @property
    def everything(self) -> int:
        """The bits of a code of which nothing is known."""
        return (1 << len(self.codes)) - 1 if self.codes else 0


def _names(codes: type[IntEnum]) -> dict[str, int]:
    return {code.name.lower(): int(code) for code in codes}


def _listed(*names: str) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _provinces() -> dict[str, int]:
    return _listed(*load_provinces().names)


TARGETS = {
    target.name: target
    for target in (
        Target("sex", "sex", _names(Sex)),
        Target("birth_year", "year of birth", high=2100, whole=True),
        Target("birth_month", "month of the year of birth, 1 to 12", low=1, high=12, whole=True),
        Target("age", "completed years at the time of the survey", high=110, whole=True),
        Target("province", "province of residence: GB/T 2260 code or name", _provinces()),
        Target("home_province", "province of household registration", _provinces()),
        Target("hukou", "household registration 户籍, kind and place", _names(Hukou)),
        Target("hukou_kind", "kind of household registration", _listed(*KINDS)),
        Target("hukou_place", "whether it is at the place of residence", _listed(*PLACES)),
        Target("education", "highest level attained", _names(Education)),
        Target("status", "labour status 就业状态", _names(Status)),
        Target("employer", "employer type of an employee", _names(Employer)),
        Target("sector", "platform sector of a platform worker", _names(Sector)),
        Target("income_year", "labour earnings of the year before own contributions", units=A_YEAR, grows=True),
        Target("pension_scheme", "pension enrolment", _names(PensionScheme)),
        Target("pension_months", "months paid in the employee pension", units=MONTHS, high=720, whole=True),
        Target("deemed_months", "deemed months 视同缴费", units=MONTHS, high=720, whole=True),
        Target("index", "mean contribution index 平均缴费指数", low=0.3, high=5.0),
        Target("pension_account", "balance of the individual account", units=MONEY, grows=True),
        Target("resident_months", "months paid in the resident pension", units=MONTHS, high=720, whole=True),
        Target("resident_account", "balance of the resident account", units=MONEY, grows=True),
        Target("claim", "kind of pension in payment", _names(Claim)),
        Target("claim_year", "year in which the pension began", low=1950, high=2100, whole=True),
        Target("pension_month", "employee or public pension in payment", units=A_MONTH, high=1e6, grows=True),
        Target("medical_scheme", "medical enrolment", _names(MedicalScheme)),
        Target("medical_months", "months paid in employee medical", units=MONTHS, high=720, whole=True),
        Target("medical_account", "balance of the personal medical account", units=MONEY, grows=True),
        Target("wealth", "financial wealth", units=MONEY, high=1e10, grows=True),
        Target("children", "live births so far", high=20, whole=True),
        Target("care_need", "in need of long-term care", _listed("no", "yes")),
    )
}


def province_codes() -> dict[int | str, int]:
    """Which place has a province by its code of GB/T 2260, its English or its Chinese name, with or without suffix?"""
    provinces = load_provinces()
    found: dict[int | str, int] = {code: place for place, code in enumerate(PROVINCE_CODES)}
    for place, (name, chinese) in enumerate(zip(provinces.names, provinces.names_zh, strict=True)):
        found |= {name.lower(): place, chinese: place}
    return found


def province_place(value: int | float | str, known: dict[int | str, int]) -> int | None:
    """Which province does a value of a survey mean? None if none; codes of six digits are those of a county."""
    if isinstance(value, int | float):
        code = int(value)
        return known.get(code // 10_000 if code >= 100_000 else code)
    text = value.strip()
    return known.get(text.lower(), known.get(SUFFIXES.sub("", text)))
