"""What stands in the file of a survey? A CSV, Stata or Parquet file of persons as a data frame."""

import hashlib
from pathlib import Path

import pandas as pd

ENCODINGS = ("utf-8-sig", "gb18030")
FORMATS = (".csv", ".dta", ".parquet")


class SurveyError(ValueError):
    """The survey cannot be imported as it is; the message says why and what would be right."""


def read_survey(path: Path | str) -> tuple[pd.DataFrame, str]:
    """Every row of the file, and the SHA-256 of its bytes. SurveyError: no such file, another format, or damaged.

    Text files are UTF-8 or GB 18030; Stata's codes are read as numbers, not as their labels.
    """
    path = Path(path)
    kind, digest = path.suffix.lower(), digest_of(path)
    try:
        frame = _read(path, kind)
    except Exception as error:  # every reader has errors of its own for a damaged file
        raise SurveyError(f"{path}: is no readable {kind} file: {error}") from None
    if frame.empty:
        raise SurveyError(f"{path}: holds no person")
    return frame.reset_index(drop=True), digest


def digest_of(path: Path | str) -> str:
    """SHA-256 of the file's bytes. SurveyError: no such file, or one of another format."""
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise SurveyError(f"{path}: has no known format; a file with the ending {', '.join(FORMATS)} is needed")
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SurveyError(f"{path}: cannot be read: {error.strerror}") from None


def _read(path: Path, kind: str) -> pd.DataFrame:
    if kind == ".parquet":
        return pd.read_parquet(path)
    if kind == ".dta":
        return pd.read_stata(path, convert_categoricals=False)
    for encoding in ENCODINGS[:-1]:
        try:
            return pd.read_csv(path, encoding=encoding, low_memory=False)
        except UnicodeDecodeError:
            continue
    return pd.read_csv(path, encoding=ENCODINGS[-1], low_memory=False)
