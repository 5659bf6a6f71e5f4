# Each target is complete on a fresh clone: it makes the environment first where there is none.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help report test lab check codebook coverage boundaries seminar bench lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | awk -F: '{printf "  make %-12s%s\n", $$1, $$2}'

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: name one with 'make PYTHON=python3.12 ...'"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: on Debian and Ubuntu, 'apt-get install python3-venv'"; exit 1; }
	@echo "Making the environment in $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

report: $(READY)  ## execute the notebooks and build the site: reports/index.html
	@$(RUN) -m publish

test: $(READY)  ## run every test
	@$(RUN) -m pytest

lab: $(READY)  ## open JupyterLab at the first notebook
	@$(RUN) -m jupyterlab notebooks/00_start_here.ipynb

check: $(READY)  ## check every table of data/ and name its faults
	@$(RUN) -m helpers.validation

codebook: $(READY)  ## write the generated parts of data/README.md anew
	@$(RUN) -m tools.codebook

coverage: $(READY)  ## how complete the record is; fails where it falls short of its targets
	@$(RUN) -m helpers.analysis.coverage

boundaries: $(READY)  ## download the true district outlines (the one command that uses the network)
	@$(RUN) -m tools.boundaries

seminar: $(READY)  ## build the teaching kit: reports/seminar/
	@$(RUN) -m seminar

bench: $(READY)  ## measure speed, as ratios
	@$(RUN) -m tools.bench

lock: $(READY)  ## pin the dependencies of pyproject.toml anew in requirements.lock
	@$(VENV)/bin/python -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade --quiet -o requirements.lock

clean:  ## remove what was built
	@rm -rf .build reports
