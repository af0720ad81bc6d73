# `make run` sets everything up and starts Rasid; `make test` sets everything up and passes the tests.

# The first interpreter that is new enough and can make a virtual environment.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
BENCH := $(VENV)-bench
CONFIG ?= config.toml
# Many tests wait for a server or a process, so more of them than cores can run at once.
WORKERS ?= 4
QUIETLY := --disable-pip-version-check --quiet
PIP := $(BIN)/pip $(QUIETLY)

.PHONY: run demo setup setup-dev test check bench lexicon weights lock texts clean

run: setup $(CONFIG)
	@$(BIN)/rasid run --config $(CONFIG)

demo: setup
	@$(BIN)/rasid demo

$(CONFIG): | setup
	@$(BIN)/rasid init --config $(CONFIG)

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev
	@sh tests/setup_machine.sh

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'Rasid needs Python 3.11 or newer with its venv module (Debian: apt install python3-venv).' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo 'Installing Rasid into $(VENV) …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo 'Installing the tools for tests …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

test: setup-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The peers pull in a hundred packages, so they have an environment of their own: the tests never see them.
$(BENCH)/.installed: requirements-dev.lock requirements-bench.lock pyproject.toml | $(VENV)/bin/python
	@echo 'Installing the peers of the benchmarks into $(BENCH) …'
	@$(BIN)/python -m venv $(BENCH)
	@$(BENCH)/bin/pip $(QUIETLY) install --require-hashes -r requirements-dev.lock
	@$(BENCH)/bin/pip $(QUIETLY) install --require-hashes -r requirements-bench.lock
	@$(BENCH)/bin/pip $(QUIETLY) install --no-deps --no-build-isolation --editable .
	@touch $@

bench: $(BENCH)/.installed
	@sh tests/setup_machine.sh
	@$(BENCH)/bin/python benchmarks/all.py $(ARGS)

# Compile the message catalogues after a text has changed.
texts: setup-dev
	@$(BIN)/pybabel --quiet compile --directory bot/locales --domain rasid --statistics

# Derive the tables of word forms anew from the dictionaries named in docs/decisions/0004-licence.md.
lexicon: setup
	@$(PIP) install --require-hashes -r requirements-lexicon.lock
	@$(BIN)/python tools/build_lexicon.py

# Learn the weights of words anew from tools/training; `make weights ARGS=--check` only says how well they do.
weights: $(BENCH)/.installed
	@$(BENCH)/bin/python tools/train_weights.py $(ARGS)

# Pin every dependency anew; needs `uv`.
lock:
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-dev.lock
	uv pip compile pyproject.toml --extra bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --constraint requirements-dev.lock --output-file requirements-bench.lock
	uv pip compile pyproject.toml --extra lexicon --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --constraint requirements-dev.lock --output-file requirements-lexicon.lock
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --constraint requirements-dev.lock --output-file requirements.lock

clean:
	rm -rf $(VENV) $(BENCH) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
