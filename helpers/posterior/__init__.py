"""How probable each day of a fall is: a latent-truth model over the reports.

The model. The rule (`helpers.adjudication`) says which reports speak of which event and in what
order the events of a place came; the model asks on which day each happened. An event has one true
day T. A report is right with probability 1 - e, and then its bounds hold T: the day that it names
most likely, the others alike. Otherwise it is wrong: T lies one to three days outside its bounds,
or farther, less likely the farther. A report of a state says on which side of its last day T lies:
not after it where the place had fallen by then, after it where the other side still held it.

The share e depends on the cell of the report: who speaks, whether the page is the desk's own, and
how wide its bounds are. Cells borrow from each other (partial pooling: each e has a beta prior
round the common share, whose weight is learned too), and the rows that were checked by hand against
their pages (data/checks.csv) count as reports whose truth is known. T has a prior learned from all
events: most districts fell in a few waves. All is fitted by expectation-maximisation, in a second,
with numpy and scipy alone. A sampler (PyMC, NumPyro) would give the same marginals, since T is
discrete and can be summed over exactly, at a hundred times the size of the installation.

Events of one place come in order: T of the first is not after T of the second. Marginals and draws
respect this (forward sums, backward draws). Pages that print one statement count once: equal
bounds and day by one telling (`tellings_of`). Even so pages share mistakes. How much a further
report adds is learned from how well the other reports of an event foretell one that is left out:
on planted records, whose errors are independent, it adds the whole; on the real ones far less.
"""

# from the last room to the first: days are read off what was fitted to the evidence
from helpers.posterior.days import chains, intervals, marginals, shortest
from helpers.posterior.evidence import FIRST, N_DAYS, Evidence, Telling
from helpers.posterior.fitting import Fit, Shares, fit
from helpers.posterior.likelihood import normalised
from helpers.posterior.withheld import (
    left_out,
    origins_left_out,
    reliability,
    step_by_step,
)

# what others use of the model, whichever room it is made in
__all__ = [
    # the days of the record
    "FIRST",
    "N_DAYS",
    "Evidence",
    "Fit",
    "Shares",
    "Telling",
    "chains",
    "fit",
    "intervals",
    "left_out",
    "marginals",
    "normalised",
    "origins_left_out",
    "reliability",
    "shortest",
    "step_by_step",
]


def __dir__() -> list[str]:
    # the Tab key shows these, not the rooms
    return sorted(__all__)
