"""Elementary functions: accuracy against scipy, edges, the same bits with and without compilation."""

import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from agents.elementary import (
    bits_of,
    exp,
    float_of,
    log,
    log_inside,
    normal_cdf,
    normal_quantile,
    normal_quantiles,
    power,
)

ROOT = Path(__file__).resolve().parents[2]


def relative_error(function, reference, points):
    got = np.array([function(x) for x in points])
    expected = reference(points)
    return float(np.max(np.abs(got - expected) / np.abs(expected)))


def test_exp_has_relative_error_below_1e_15():
    assert relative_error(exp, np.exp, np.linspace(-700.0, 700.0, 4001)) < 1e-15
    assert relative_error(exp, np.exp, np.linspace(-1.0, 1.0, 2001)) < 1e-15


def test_log_has_relative_error_below_1e_15():
    assert relative_error(log, np.log, np.exp(np.linspace(-700.0, 700.0, 4000))) < 1e-15
    near_one = 1.0 + np.linspace(-1e-3, 1e-3, 2000)
    assert relative_error(log, np.log, near_one) < 1e-15


def test_power_has_relative_error_of_a_few_units_in_the_last_place():
    base = np.exp(np.linspace(-5.0, 14.0, 500))
    for a in (-2.0, -0.5, 0.25, 1.0, 1.5, 3.0):
        bound = 1e-15 * (1.0 + abs(a) * 14.0)
        assert relative_error(lambda x, a=a: power(x, a), lambda x, a=a: x**a, base) < bound


def test_normal_quantile_is_as_exact_as_scipy_on_every_32_bit_uniform():
    lowest = 0.5 / 2**32
    tail = np.exp(np.linspace(math.log(lowest), math.log(0.5), 3001)[:-1])
    assert relative_error(normal_quantile, special.ndtri, tail) < 1e-14
    assert relative_error(normal_quantile, special.ndtri, 1.0 - tail) < 1e-14
    assert normal_quantile(0.5) == 0.0


def test_normal_quantile_holds_out_to_53_bit_uniforms():
    assert relative_error(normal_quantile, special.ndtri, 10.0 ** -np.linspace(11.0, 17.0, 400)) < 1e-11


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(0, 300))
def test_the_quantiles_of_a_column_are_those_of_its_rows(seed, rows):
    u = np.random.default_rng(seed).random(rows)
    u[: min(rows, 4)] = np.array([0.5 / 2**32, 0.075, 0.925, 1.0 - 0.5 / 2**32])[:rows]
    z = np.empty(rows)
    normal_quantiles(u, z)
    assert z.tolist() == [normal_quantile(v) for v in u]


def test_the_logarithm_without_edges_is_the_logarithm():
    for x in (2.3e-308, 0.5 / 2**32, 0.7, 1.0, 1.0 - 2.0**-53, 3e300):
        assert log_inside(x) == log(x)


def test_normal_cdf_agrees_with_scipy_absolutely_and_in_the_tail():
    everywhere = np.linspace(-37.0, 9.0, 4001)
    got = np.array([normal_cdf(x) for x in everywhere])
    assert np.max(np.abs(got - special.ndtr(everywhere))) < 1e-15
    assert relative_error(normal_cdf, special.ndtr, np.linspace(-4.0, 9.0, 2001)) < 1e-12
    assert relative_error(normal_cdf, special.ndtr, everywhere) < 1e-5


def test_edges_are_those_of_real_analysis():
    assert (exp(-1000.0), exp(0.0), exp(710.0)) == (0.0, 1.0, math.inf)
    assert (exp(-math.inf), exp(math.inf)) == (0.0, math.inf)
    assert (log(0.0), log(1.0), log(math.inf)) == (-math.inf, 0.0, math.inf)
    assert (power(0.0, 2.0), power(0.0, 0.0), power(7.0, 0.0)) == (0.0, 1.0, 1.0)
    assert all(math.isnan(value) for value in (log(-1.0), log(math.nan), exp(math.nan)))


def test_bit_casts_are_inverse_to_each_other():
    assert bits_of(1.0) == 0x3FF0000000000000
    assert bits_of(-0.0) == -(2**63)
    assert float_of(0x4000000000000000) == 2.0
    for x in (0.1, -3.5e200, 5e-324, math.inf):
        assert float_of(bits_of(x)) == x


@settings(deadline=None, derandomize=True)
@given(st.floats(min_value=1e-9, max_value=1.0 - 1e-9), st.floats(min_value=1e-12, max_value=1e-4))
def test_the_quantile_rises_and_the_distribution_function_inverts_it(u, step):
    higher = min(u + step, 1.0 - 1e-10)
    assert normal_quantile(u) < normal_quantile(higher)
    assert normal_cdf(normal_quantile(u)) == pytest.approx(u, rel=1e-7)


DIGEST = """
import hashlib
import numpy as np
from agents.elementary import exp, log, normal_cdf, normal_quantile, power
x = np.linspace(-40.0, 40.0, 301)
u = (np.arange(300) + 0.5) / 300.0
values = [exp(v) for v in x] + [normal_cdf(v) for v in x] + [normal_quantile(v) for v in u]
values += [log(v) for v in np.exp(np.linspace(-300.0, 300.0, 301))] + [power(v, 1.7) for v in u * 1e6]
print(hashlib.sha256(np.array(values).tobytes()).hexdigest())
"""


def digest_in_a_new_process(disable_jit: str) -> str:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": disable_jit}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", DIGEST],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    )
    return run.stdout.strip()


def test_compiled_and_uncompiled_functions_agree_to_the_last_bit():
    compiled, plain = digest_in_a_new_process("0"), digest_in_a_new_process("1")
    assert len(compiled) == hashlib.sha256().digest_size * 2
    assert compiled == plain


def test_a_compiled_loop_gives_the_bits_of_single_calls():
    @numba.njit(error_model="numpy")
    def loop(u, out):
        for i in range(u.size):
            out[i] = exp(normal_quantile(u[i])) + log(u[i]) + power(u[i], 0.3) + normal_cdf(u[i])

    u = (np.arange(1003) + 0.5) / 1003.0
    out = np.empty(u.size)
    loop(u, out)
    single = [exp(normal_quantile(v)) + log(v) + power(v, 0.3) + normal_cdf(v) for v in u]
    assert np.array_equal(out, np.array(single))
