"""How good a year is it for each platform? The cycle of platforms' profits, the same under every design.

The state of a platform is a part common to its sector and a part of its own, both autoregressive with variance one.
It moves profit alone: who buys, who works and what an order pays do not follow it. Owners see through the cycle, so
that it closes no platform (`model.platforms.close_year`); what it moves is a contribution levied on profit.
"""

from functools import lru_cache

import numpy as np

from agents.codes import SECTORS
from agents.profit import mean_after_losses
from model.alignment import column_of, normal_into
from model.economy import LAST_YEAR
from model.luck import Purpose, fill

FIRST_CYCLE_YEAR = 2016
SECTOR_IDS = 1000  # where the draws of sectors begin; those of platforms begin at 0
SIMULATED_YEARS = 4000  # for means, by luck of its own
SIMULATED_SEED = 0
GRID = np.arange(-4.0, 8.01, 0.1)  # mean profit in standard deviations


def _normals(seed: int, year: int, ids: np.ndarray) -> np.ndarray:
    """A standard normal for each id in a year."""
    words = [np.empty(ids.size) for _ in range(4)]
    fill(np.uint64(seed), int(Purpose.PROFIT), year, ids, *words)
    return column_of(normal_into, words[0])


@lru_cache(maxsize=32)
def cycles(seed: int, sectors: tuple[int, ...], persistence: float, common: float) -> np.ndarray:
    """In which state is each platform's profit, in standard deviations? float64[year from 2016 to 2160, platform].

    sectors: of each platform; persistence: autocorrelation from year to year; common: share of the variance that the
    platforms of a sector have in common. Shared by runs: nobody writes into it.
    """
    own_ids = np.arange(len(sectors), dtype=np.uint32)
    sector_ids = np.arange(SECTOR_IDS, SECTOR_IDS + len(SECTORS), dtype=np.uint32)
    own = common_state = None
    news = np.sqrt(1.0 - persistence**2)
    path = []
    for year in range(FIRST_CYCLE_YEAR, LAST_YEAR + 1):
        of_own, of_sector = _normals(seed, year, own_ids), _normals(seed, year, sector_ids)
        own = of_own if own is None else persistence * own + news * of_own
        common_state = of_sector if common_state is None else persistence * common_state + news * of_sector
        path.append(np.sqrt(common) * common_state[list(sectors)] + np.sqrt(1.0 - common) * own)
    states = np.round(np.array(path), 9)
    states.flags.writeable = False
    return states


@lru_cache(maxsize=32)
def _mean_declared(persistence: float, carry_years: int) -> np.ndarray:
    """Mean declared profit by mean profit on the grid, both in standard deviations of profit, simulated."""
    shocks = _normals(SIMULATED_SEED, 0, np.arange(SIMULATED_YEARS, dtype=np.uint32))
    states = np.empty(SIMULATED_YEARS)
    state, news = 0.0, np.sqrt(1.0 - persistence**2)
    for k, shock in enumerate(shocks):
        state = persistence * state + news * shock
        states[k] = state
    states = (states - states.mean()) / states.std()
    return np.round(mean_after_losses(states, GRID, carry_years), 9)


def mean_declared(profit: np.ndarray, deviation: np.ndarray, persistence: float, carry_years: int) -> np.ndarray:
    """Which profit is declared on average over the cycle, losses carried forward? In the unit of `profit`.

    profit, deviation: mean and standard deviation of profit, float64[platform]. Without a cycle it is the profit
    itself, or nothing.
    """
    declared = np.maximum(profit, 0.0)
    moved = (deviation > 0.0) & (profit < GRID[-1] * deviation)
    spread = deviation[moved]
    declared[moved] = spread * np.interp(profit[moved] / spread, GRID, _mean_declared(persistence, carry_years))
    return declared
