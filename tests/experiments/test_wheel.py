"""Whoever installs linghuo gets every file that it reads: law, data, examples, labels, styles and templates."""

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from experiments import cli

ROOT = Path(cli.__file__).resolve().parent.parent
PACKAGES = ("agents", "model", "calibration", "experiments")
READ = (
    "experiments/labels.csv", "experiments/report.html.jinja", "experiments/figures/linghuo.mplstyle",
    "experiments/article.yaml", "experiments/configs/robust_designs.yaml", "experiments/settings/estimated.yaml",
    "model/law/designs/full_proposal.yaml", "model/law/pension/parameters.yaml", "model/ODD.md",
    "calibration/data/targets.csv",
)  # fmt: skip


def test_every_file_of_the_packages_is_in_the_wheel():
    included = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    found = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(found - included) == []
    assert set(READ) <= found and len([name for name in found if not name.endswith(".py")]) > 100
