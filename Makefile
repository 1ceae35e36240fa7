# `make help` lists the targets. ARGS is passed on: make test ARGS="-k recurrence".

UV_VERSION := 0.13.9
PYTHON ?= python3

# Another environment that happens to be active is not ours.
unexport VIRTUAL_ENV
# Without bytecode every process compiles all libraries anew, and the crash tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

# A uv that is too old, or a shim without one behind it, counts as missing.
OWN_UV := .tools/uv-$(UV_VERSION)/bin/uv
UV := $(shell env -u VIRTUAL_ENV uv python find --show-version >/dev/null 2>&1 && echo uv || echo $(OWN_UV))

.PHONY: help run doctor migrate test check bench fmt uv chromium

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Never removes what `make test` installed: uv run only adds.
run: uv ## start Unstuck; without tokens it serves the playground and prints its address
	@$(UV) run --locked --no-dev unstuck run $(ARGS)

doctor: uv ## what is set, what fires next and why, what did not and why not
	@$(UV) run --locked --no-dev unstuck doctor

migrate: uv ## bring a PostgreSQL up to date
	@$(UV) run --locked --no-dev unstuck migrate

test: uv chromium ## run every test
	@$(UV) run --locked pytest $(ARGS)

check: uv ## format, lint, types, import contracts, dependencies, migrations, lock file
	$(UV) lock --check
	$(UV) run --locked ruff format --check
	$(UV) run --locked ruff check
	$(UV) run --locked --group bench mypy
	$(UV) run --locked lint-imports --no-logo
	$(UV) run --locked deptry adapters bot storage
	$(UV) run --locked python -m storage.migrations.check

bench: uv ## measure the figures
	@$(UV) run --locked --group bench python -m bench $(ARGS)

fmt: uv ## format, and mend what ruff can
	@$(UV) run --locked ruff check --fix-only --quiet
	@$(UV) run --locked ruff format

# The machine's, else playwright's own; where that cannot be had either, the tests say what they left out.
chromium: uv
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  echo 'No Chromium here: trying to get one for the browser tests …'; \
	  $(UV) run --locked playwright install --only-shell chromium >/dev/null 2>&1 || true; }

uv: $(filter $(OWN_UV),$(UV))

$(OWN_UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Unstuck needs Python 3.11 or newer, and "$(PYTHON)" is not. Install it, or name another: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'The venv module of "$(PYTHON)" is missing. Install it (Debian, Ubuntu: apt-get install python3-venv), or install uv.' >&2; exit 1; }
	@echo 'Installing uv $(UV_VERSION) into .tools …'
	@$(PYTHON) -m venv --clear .tools/uv-$(UV_VERSION)
	@.tools/uv-$(UV_VERSION)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
