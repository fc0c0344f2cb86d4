# Throughline: `make run` and `make test` work on a machine that has only Python 3.11 or newer, make and git.

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
# Prefect's own usage reports stay off, in every command below.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

# The first interpreter that Prefect and the locked wheels support; `make run PYTHON=/path/to/python3.12` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo "$$python" && break; done)
INSTALL = $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet install
# The lists are complete: nothing is resolved again, and an old pip does not stumble over extras.
LOCKED = $(INSTALL) --no-deps --require-hashes -r

.DEFAULT_GOAL := help
.PHONY: help run test up down lint fix screenshots reference lock clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.installed ## Run the main job on the example story and print its digest.
	@PYTHONWARNINGS=ignore $(BIN)/throughline run

# The tests make some thousand databases, and a disk has them wait: a folder in memory, where that has 4 GB left.
SCRATCH = $(shell grep -s ' /dev/shm tmpfs ' /proc/mounts | grep -qv noexec \
	&& df -Pk /dev/shm | awk 'NR == 2 && $$4 > 4000000 { print $$6 }')

# Side by side, the tests of a module together, as they share its servers, in the order of tests/conftest.py: the long
# ones first. They start some hundred processes, and what these import is compiled once only.
test: $(VENV)/.installed-dev ## Run every test (ARGS="-k claim" narrows it down).
	@TMPDIR="$(or $(TMPDIR),$(SCRATCH),/tmp)" PYTHONDONTWRITEBYTECODE= \
		$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 \
		--dist loadscope --no-loadscope-reorder --durations 25 --durations-min 5 $(ARGS)

up: $(VENV)/.installed ## Start Prefect's server, worker and deployments (PORT=4201 chooses another port).
	@PYTHONWARNINGS=ignore $(BIN)/throughline up $(if $(PORT),--port $(PORT))

down: $(VENV)/.installed ## End what `make up` started.
	@PYTHONWARNINGS=ignore $(BIN)/throughline down

lint: $(VENV)/.installed-dev ## Check style, format, types, import contracts and that no machine's address is committed.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@.ci/addresses

fix: $(VENV)/.installed-dev ## Mend what ruff can mend by itself.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

screenshots: $(VENV)/.installed-dev ## Take the pictures in docs/images from the running Prefect UI (needs chromium).
	@THROUGHLINE_SCREENSHOTS=docs/images $(BIN)/python -m pytest -m browser tests/browser $(ARGS)

reference: $(VENV)/.installed-dev ## Write docs/reference from the code.
	@$(BIN)/python -m tests.reference

lock: $(VENV)/.installed-dev ## Resolve the lock files again (UPGRADE=1 takes the newest versions allowed).
	@$(INSTALL) uv
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --python-version 3.11 \
		$(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --python-version 3.11 \
		-c requirements.lock $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -o requirements-dev.lock
	@.ci/addresses

clean: ## Remove the virtual environment and the caches; the database and out/ stay.
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	@find flows tasks storage tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamp files: a second call installs nothing, and neither list undoes the other (the longer one holds the shorter).
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Throughline needs Python 3.11, 3.12 or 3.13, and none was found: install one, or name it with PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { echo "$(PYTHON) could not make a virtual environment in $(VENV): install its venv package (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what requirements.lock pins into $(VENV); this happens once and takes a minute or two."
	@$(LOCKED) requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made requirements-dev.lock requirements.lock pyproject.toml
	@echo "Installing what requirements-dev.lock pins into $(VENV); this happens once and takes a minute or two."
	@$(LOCKED) requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.installed $@
