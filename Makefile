# make run and make test do all the set-up they need, in .venv/.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Workers for the tests, which wait for screens and processes half of their time; 0 runs them in one process.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

.PHONY: help setup run test format lint types contracts pytest bench crash soak looks picture requirements clean

help:  ## Say what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 22

setup: $(READY)  ## Make .venv/ with everything in it

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "smstui needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

run: setup  ## Open smstui on its built-in carrier: nothing leaves this machine
	@$(BIN)/smstui demo

test: setup format lint types contracts pytest  ## Everything CI runs

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/pytest -q -n $(JOBS) $(PYTEST_ARGS)

bench: setup  ## Measure speed and memory, each against a floor of the same run
	$(BIN)/python tests/bench/run.py

crash: setup  ## Kill everything fifty times over two thousand texts, and count
	SMSTUI_CRASH_TEXTS=2000 SMSTUI_CRASH_KILLS=50 $(BIN)/pytest -q -s --timeout 1800 tests/crash

soak: setup  ## Every trial at full size: five hundred kills, fifty thousand random events, 300 hostile seeds
	SMSTUI_CRASH_TEXTS=20000 SMSTUI_CRASH_KILLS=500 SMSTUI_CRASH_STRACED=200 SMSTUI_CRASH_MUTATIONS=10000 \
	SMSTUI_TRIALS=long $(BIN)/pytest -q -s --timeout 7200 \
	  tests/crash tests/tui/test_monkey.py tests/tui/test_every_byte.py tests/tui/test_hostile.py

looks: setup  ## Take the snapshots of every screen anew, and draw them in build/looks/
	SMSTUI_LOOKS=write $(BIN)/pytest -q -n $(JOBS) tests/tui/test_looks.py tests/tui/test_first_run_looks.py

picture: setup  ## Draw the README's picture anew
	mkdir -p docs
	$(BIN)/python -m smstui.tui.picture docs/inbox.svg

requirements: setup  ## Lock the dependencies again, with hashes and without an index
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --upgrade --group dev pyproject.toml -o requirements.txt

clean:  ## Remove what make made
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
