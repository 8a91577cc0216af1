"""Runs share a machine without changing each other's results."""

import threading

import pytest

from experiments import compare, pool, run
from experiments.errors import Interrupted
from experiments.progress import Progress


def some_setup(**given):
    return compare.setup(["full_proposal"], **{"population": 500, "until": 2030, "replications": 2, **given})


def test_outcomes_stand_in_the_order_of_runs_for_any_number_of_jobs(on_paper):
    runs = some_setup(replications=4).runs()
    one = pool.run_all(runs, 1, Progress(1, quiet=True))
    three = pool.run_all(runs, 3, Progress(1, quiet=True))
    for place, (first, second) in enumerate(zip(one, three, strict=True)):
        assert first.run == second.run == runs[place]
        for name in run.RECORDS:
            assert first.records[name].equals(second.records[name])
        assert first.lives.equals(second.lives)


def test_progress_reaches_its_end(on_paper):
    setup = some_setup()
    progress = Progress(compare.work(setup), quiet=True)
    pool.run_all(setup.runs(), 2, progress)
    assert progress.done == progress.total


def test_a_failing_run_stops_the_others_and_says_why(on_paper, monkeypatch):
    class Unbalanced(RuntimeError):
        pass

    stopped = threading.Event()
    simulate = pool.simulate

    def failing(one, advance):
        if one.design.name == "full_proposal":
            raise Unbalanced("the pension books do not balance")

        def slowly(steps):
            for _ in range(200):
                threading.Event().wait(0.01)
                try:
                    advance(0)
                except Interrupted:
                    stopped.set()
                    raise

        return simulate(one, slowly)

    monkeypatch.setattr(pool, "simulate", failing)
    with pytest.raises(Unbalanced, match="pension"):
        pool.run_all(some_setup().runs(), 2, Progress(1, quiet=True))
    assert stopped.wait(5)


def test_records_carry_design_and_replication_first(on_paper):
    outcome = run.simulate(some_setup().runs()[3], lambda steps: None)
    for frame in outcome.records.values():
        assert list(frame.columns[:3]) == ["design", "replication", "year"]
        assert set(frame["design"]) == {"full_proposal"}
        assert set(frame["replication"]) == {1}
