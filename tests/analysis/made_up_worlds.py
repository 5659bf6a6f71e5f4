"""Made-up campaigns, of which several files of tests make fits."""

import numpy as np
from scipy.sparse import csr_array

from helpers.analysis import strata
from helpers.analysis.spells import laid_out

PROVINCES = 6
DISTRICTS = 60
STRATA = 12


def campaign(seed, effect=0.8):
    """Who leaves when and how, and a share that changes: a trait counts, and provinces differ."""
    rng = np.random.default_rng(seed)
    home = np.arange(DISTRICTS) % PROVINCES
    own = rng.normal(scale=0.7, size=PROVINCES)[home]
    # a share stays the same for some strata, as that of neighbours does
    share = rng.random((DISTRICTS, STRATA // 3)).repeat(3, axis=1)
    leaves = np.full(DISTRICTS, STRATA)
    falls = np.zeros(DISTRICTS, dtype=bool)
    for stratum in range(STRATA):
        stands = leaves == STRATA
        rate = 0.12 * np.exp(effect * trait() + share[:, stratum] + own)
        fell = stands & ~falls & (rng.random(DISTRICTS) < 1 - np.exp(-rate))
        # some fall in silence
        told = rng.random(DISTRICTS) < 0.9
        leaves = np.where(fell, stratum + told, leaves)
        falls |= fell & told
    return leaves, falls, share


def trait():
    return np.random.default_rng(1).normal(size=DISTRICTS)


def common(homes=True):
    """What all campaigns have in common, as `strata.ground` gives it."""
    home = np.arange(DISTRICTS) % PROVINCES
    columns = np.eye(PROVINCES)[home] if homes else np.empty((DISTRICTS, 0))
    still = np.column_stack([trait(), columns])
    pairs = still[:, :, None] * still[:, None, :]
    names = tuple("abcdef") if homes else ()
    products = csr_array(pairs.reshape(DISTRICTS, -1))
    return strata.Ground(None, still, ("trait",), names, None, None, None, None, products)


def course(campaigns):
    leaves, falls, share = (np.stack(each, axis=1) for each in zip(*campaigns, strict=True))
    return strata.Course(leaves, falls, share)


def spells(campaigns, homes=True):
    return laid_out(course(campaigns), common(homes))


def spans(one, homes=True):
    """The same in the layout of one world."""
    return strata.spans(course([one]), common(homes))
