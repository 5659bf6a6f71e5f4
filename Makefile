# Each target is complete on a fresh clone: it makes the environment first where there is none.
# Nothing here names a path from the root, so that a checkout may lie in a folder of any name.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
RUN := .venv/Scripts/python.exe -P -W ignore::RuntimeWarning:runpy
else
RUN := .venv/bin/python -P -W ignore::RuntimeWarning:runpy
endif
READY := @$(PYTHON) -I tools/environment.py

# Variables that would make Python look for its modules elsewhere; a pandas.py in this folder is no pandas
unexport PYTHONHOME
unexport PYTHONPATH
export PYTHONSAFEPATH := 1

.DEFAULT_GOAL := help
TARGETS := report test thorough examples lab check codebook coverage boundaries seminar bench load fuzz worlds lock format lint browser pyodide
.PHONY: help environment clean $(TARGETS)

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

environment:
	$(READY)

$(TARGETS): environment

report:  ## execute the notebooks and build the site: reports/index.html
	@$(RUN) -m publish

test:  ## run every test that guards a change, on two cores
	@$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

thorough: export HYPOTHESIS_PROFILE := thorough
thorough: examples  ## the dear rest: each notebook in the Lab, more widths, more examples, odd machines
	@$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "thorough or hypothesis"

examples:  ## run the examples in all docstrings
	@$(RUN) -m pytest -n 2 --doctest-modules helpers publish seminar tools

lab:  ## open JupyterLab at the first notebook
	@$(RUN) -m jupyterlab notebooks/00_start_here.ipynb

check:  ## check every table of data/ and name its faults
	@$(RUN) -m helpers.validation

codebook:  ## write the generated parts of data/README.md anew
	@$(RUN) -m tools.codebook

coverage:  ## how complete the record is; fails where it falls short of its targets
	@$(RUN) -m helpers.analysis.coverage

boundaries:  ## download the true district outlines (uses the network)
	@$(RUN) -m tools.boundaries

seminar:  ## build the teaching kit: reports/seminar/
	@$(RUN) -m seminar

bench:  ## measure speed, as ratios
	@$(RUN) -m tools.bench

load:  ## serve the site to two hundred readers at once, and count
	@$(RUN) -m tools.load

fuzz:  ## break the tables in two thousand ways and count what is named
	@$(RUN) -m tools.fuzz

worlds:  ## draw the record as many equally defensible ones, and say what holds in all (N=, SEED=, SCHEDULER=, OUT=)
	@$(RUN) -m helpers.worlds $(foreach name,N SEED JOBS,$(if $($(name)),$(name)=$($(name)))) $(if $(SCHEDULER),SCHEDULER="$(SCHEDULER)") $(if $(OUT),OUT="$(OUT)")

lock:  ## pin the dependencies of pyproject.toml anew in requirements.lock
	@$(RUN) -m tools.lock

format:  ## give all code the one form
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

lint:  ## look at the form of all code, and for usual faults
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .

browser:  ## the notebooks as a page that needs no installation: reports/lab/
	@$(RUN) -m publish.browser $(if $(PYODIDE),--pyodide "$(PYODIDE)")

pyodide:  ## download the Python of browsers into pyodide/, for `make browser PYODIDE=pyodide` (uses the network)
	@$(RUN) -m publish.browser --download pyodide

clean:  ## remove what was built
	@rm -rf .build reports
