"""Exponential, logarithm, power and the normal distribution, written so that a loop over them vectorises.

The C library's functions are calls that stop vectorisation and differ between machines in the last bit. These
are polynomials, bit casts and selections between two computed values: no branch, no table, strict IEEE
arithmetic, hence the same bits on every processor and with compilation switched off. Polynomials are summed in pairs
(Estrin's scheme): what bounds a loop over them is the wait for one term after another, not their number.
"""

import math

import numpy as np

from agents.compiled import loop, rule

LOG2_E = 1.4426950408889634
# ln 2 in two parts: the first ends in zeros, so that its product with an exponent is exact (fdlibm, e_log.c)
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
# adding 1.5 * 2**52 rounds to the nearest integer and leaves that integer in the low bits
ROUNDER = 6755399441055744.0
ROUNDER_BITS = 0x4338000000000000
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
SMALLEST_NORMAL = 2.2250738585072014e-308
EXP_LOWEST = -708.0
EXP_HIGHEST = 709.0


@rule
def bits_of(x):
    """Which 64 bits represent the number x? As a signed integer."""
    return np.float64(x).view(np.int64)


@rule
def float_of(bits):
    """Which number do these 64 bits, a signed integer, represent?"""
    return np.int64(bits).view(np.float64)


@rule
def exp(x):
    """What is e**x? Relative error below 1e-15 on [-708, 709]; below it 0, above it infinity."""
    inside = EXP_LOWEST if x < EXP_LOWEST else x
    inside = EXP_HIGHEST if inside > EXP_HIGHEST else inside
    rounded = inside * LOG2_E + ROUNDER
    k = rounded - ROUNDER
    r = (inside - k * LN2_HIGH) - k * LN2_LOW
    # Taylor series to degree 13 on |r| <= ln(2)/2: remainder below 5e-18
    r2 = r * r
    r4 = r2 * r2
    from_2 = (r * (1.0 / 120.0) + 1.0 / 24.0) * r2 + (r * (1.0 / 6.0) + 0.5)
    from_6 = (r * (1.0 / 362880.0) + 1.0 / 40320.0) * r2 + (r * (1.0 / 5040.0) + 1.0 / 720.0)
    from_10 = (r * (1.0 / 6227020800.0) + 1.0 / 479001600.0) * r2 + (r * (1.0 / 39916800.0) + 1.0 / 3628800.0)
    p = (from_10 * (r4 * r4) + (from_6 * r4 + from_2)) * r2 + r + 1.0
    value = p * float_of((bits_of(rounded) - ROUNDER_BITS + 1023) << 52)
    value = 0.0 if x < EXP_LOWEST else value
    return math.inf if x > EXP_HIGHEST else value


@rule
def log_inside(x):
    """What is the natural logarithm of a positive normal number, such as a uniform? Relative error below 1e-15.

    `log` without its edges: zero, infinity, NaN and numbers below 2.2e-308 do not occur. After Sun's fdlibm (e_log.c).
    """
    bits = bits_of(x)
    exponent = (bits - SQRT_HALF_BITS) >> 52
    f = float_of(bits - (exponent << 52)) - 1.0
    k = float_of(exponent + ROUNDER_BITS) - ROUNDER
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    even = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + odd + even) + k * LN2_LOW)) - f)


@rule
def log(x):
    """What is the natural logarithm of x? Relative error below 1e-15; -infinity at 0, NaN below.

    Positive numbers under the smallest normal one (2.2e-308) count as 0.
    """
    value = log_inside(x)
    value = value if x < math.inf else x
    value = value if x >= SMALLEST_NORMAL else -math.inf
    value = math.nan if x < 0.0 else value
    return x if x != x else value


@rule
def power(x, a):
    """What is x**a for x >= 0? Relative error below 1e-15 * (1 + |a * log(x)|); x**0 is 1."""
    logarithm = 0.0 if a == 0.0 else log(x)
    return exp(a * logarithm)


@rule
def polynomial7(x, a7, a6, a5, a4, a3, a2, a1, a0):
    """What is a7 * x**7 + ... + a1 * x + a0? Summed in pairs, so that no term waits for all others."""
    x2 = x * x
    return ((a7 * x + a6) * x2 + (a5 * x + a4)) * (x2 * x2) + ((a3 * x + a2) * x2 + (a1 * x + a0))


@rule
def quantile_in_the_middle(u):
    """`normal_quantile` where |u - 1/2| <= 0.425."""
    q = u - 0.5
    r = 0.180625 - q * q
    top = polynomial7(
        r, 2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080,
    )  # fmt: skip
    bottom = polynomial7(
        r, 5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
        5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0,
    )  # fmt: skip
    return top * q / bottom


@rule
def quantile_in_the_tails(u):
    """`normal_quantile` where |u - 1/2| > 0.425."""
    t = math.sqrt(-log_inside(u if u < 0.5 else 1.0 - u)) - 1.6
    top = polynomial7(
        t, 7.74545014278341407640e-4, 0.0227238449892691845833, 0.241780725177450611770, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    )  # fmt: skip
    bottom = polynomial7(
        t, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 0.0151986665636164571966, 0.148103976427480074590,
        0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0,
    )  # fmt: skip
    return (-top if u < 0.5 else top) / bottom


@rule
def normal_quantile(u):
    """Below which value does a standard normal variable fall with probability u, 0 < u < 1?

    Relative error below 1e-14 between 1e-11 and 1 - 1e-11, which 32-bit uniforms never leave, and below 1e-11
    from 1e-17 on. Rational approximations of M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988).
    """
    q = u - 0.5
    is_middle = (q <= 0.425) & (q >= -0.425)
    return quantile_in_the_middle(u) if is_middle else quantile_in_the_tails(u)


@loop
def normal_quantiles(u, z):
    """Which standard normal variates belong to these uniforms? Fills z, float64, with `normal_quantile` of each u.

    The same bits in less time: only the rows in the tails, 15 in 100, are listed for the longer formula.
    """
    rows = np.empty(u.size, dtype=np.uint32)
    tails = np.empty(u.size)
    count = 0
    for i in range(u.size):
        z[i] = quantile_in_the_middle(u[i])
    for i in range(u.size):
        rows[count] = i
        tails[count] = u[i]
        q = u[i] - 0.5
        count += 0 if (q <= 0.425) & (q >= -0.425) else 1
    for k in range(count):
        tails[k] = quantile_in_the_tails(tails[k])
    for k in range(count):
        z[rows[k]] = tails[k]


@rule
def normal_tail_ratio(z):
    """How large is the tail of the normal distribution beyond z >= 0 against exp(-z * z / 2)? Numerator, denominator.

    Rational approximation 5666 of J. F. Hart et al., Computer Approximations (1968), as given by G. West,
    Better approximations to cumulative normal functions, Wilmott (2005).
    """
    top = 3.52624965998911e-2 * z + 0.700383064443688
    top = top * z + 6.37396220353165
    top = top * z + 33.912866078383
    top = top * z + 112.079291497871
    top = top * z + 221.213596169931
    top = top * z + 220.206867912376
    bottom = 8.83883476483184e-2 * z + 1.75566716318264
    bottom = bottom * z + 16.064177579207
    bottom = bottom * z + 86.7807322029461
    bottom = bottom * z + 296.564248779674
    bottom = bottom * z + 637.333633378831
    bottom = bottom * z + 793.826512519948
    bottom = bottom * z + 440.413735824752
    return top, bottom


@rule
def normal_cdf(x):
    """With which probability is a standard normal variable below x?

    Absolute error below 1e-15; relative error below 1e-12 for x > -4 and below 1e-5 for x > -37.
    """
    z = math.fabs(x)
    top, bottom = normal_tail_ratio(z)
    outside = exp(-0.5 * z * z) * top / bottom
    return outside if x < 0.0 else 1.0 - outside
