"""The four bases of platforms' contributions at equal first-year revenue."""

import pytest

from experiments import bases
from experiments.errors import InputError
from experiments.labels import Labels
from experiments.tables.bases import table


@pytest.fixture(scope="module")
def found():
    return bases.run(bases.plan("co_financing", 0.25, 2_000, 2030, 1, 1))


def test_every_base_raises_the_same_in_the_first_year_with_profits_of_the_mean_year(found):
    plan = found.plan
    rates, order_pay = bases.equal_rates(plan)
    assert rates == dict(found.rates) and set(rates) == set(bases.BASES)
    settings = plan.settings.model_copy(update={"until": plan.first_year, "profit_cycle": "mean"})
    paid = []
    for base in bases.BASES:
        design = bases.on_base(plan.design, base, rates[base], order_pay)
        frame = bases.to_horizon(bases.Run(design, settings), lambda steps: None, ("platforms",))["platforms"]
        paid.append(float(frame.loc[frame["year"] == plan.first_year, "paid"].sum()))
    assert paid[0] > 0.0 and paid == pytest.approx([paid[0]] * 4, rel=1e-3)


def test_a_charge_on_profit_falls_on_profit_alone_and_the_others_on_pay_and_prices_too(found):
    rows = bases.summary(found).set_index("base")
    assert rows.loc["profit", ["by_pay", "by_prices", "pay_change"]].tolist() == pytest.approx([0.0, 0.0, 0.0])
    others = rows.loc[["payroll", "order", "revenue"]]
    assert (others["by_pay"] > 0.0).all() and (others["by_prices"] > 0.0).all()
    assert rows[["by_pay", "by_prices", "by_profit"]].sum(axis=1).tolist() == pytest.approx([100.0] * 4)
    assert rows["nothing_due"].drop("profit").tolist() == pytest.approx([0.0] * 3)
    assert rows.loc["profit", "platform_variation"] > others["platform_variation"].max()


def test_the_table_has_a_line_for_each_base_in_both_languages(found):
    for language in ("en", "zh"):
        words = table(found, Labels(language))
        assert len(words.rows) == 4 and all(len(row) == len(words.headers) for row in words.rows)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"design": "status_quo"}, "platforms pay nothing"),
        ({"design": "lower_rate"}, "platforms pay nothing"),
        ({"profit_rate": 0.0}, "profit rate: 0 is not a share"),
        ({"profit_rate": 1.5}, "profit rate: 1.5 is not a share"),
        ({"replications": 0}, "replications: 0 is not at least 1"),
        ({"until": 2027}, "until 2027 is not after 2027"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(changes, message):
    given = {"design": "co_financing", "profit_rate": 0.25, "population": 2_000, "until": 2030, "replications": 1}
    with pytest.raises(InputError, match=message):
        bases.plan(**(given | changes), seed=1)


def test_the_command_leaves_a_folder_that_can_be_drawn_again(linghuo, monkeypatch, tmp_path, found):
    monkeypatch.setattr(bases, "run", lambda plan, jobs, progress: found)
    small = ("--population", 2_000, "--until", 2030, "--replications", 1, "--out", tmp_path / "r")
    code, out, _ = linghuo("designs", "bases", *small)
    assert code == 0 and "co_financing" in out
    kept = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    assert {"analysis.json", "platforms.parquet", "platform_bases.md", "report.html"} < kept.keys()
    (tmp_path / "r" / "platform_bases.csv").unlink()
    code, again, _ = linghuo("plot", tmp_path / "r")
    assert code == 0 and again == out
    assert {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()} == kept
