# Needs git, make and Python >= 3.11; the rest is set up in here by tools/setup.py when a target needs it.

# The environment that is already there, else the newest Python on PATH; `make PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(shell for python in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
SETUP = $(or $(PYTHON),$(error Python 3.11 or newer was not found: install it, or say where one is, as in make PYTHON=/path/to/python3)) \
	tools/setup.py
BIN := .venv/bin
LOCK = UV_NO_CONFIG=1 $(BIN)/uv pip compile --quiet --universal --generate-hashes --custom-compile-command "make lock"

# Where Python is told to keep nothing of what it compiles, every process of the tests would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo check test lab docs soak bench lint matrix lock clean
.NOTPARALLEL:

help: ## say what can be made (this list)
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

demo: ## set up, and run the quickstart notebook on the built-in simulator
	@$(SETUP) packages
	@$(BIN)/python tools/demo.py

check: ## set up, and check style, types and what is quick to test, side by side: while you work
	@$(SETUP) packages node
	@$(BIN)/python tools/check.py

# More workers than the two processors of CI: tests wait as long as they work.
test: setup lint ## set up, and run every check and every test, the browser's included, then those of make matrix (ARGS=... goes to pytest)
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)
	$(BIN)/python tools/matrix.py --others

matrix: ## set up, and run the quick tests on every Python of this machine, and on the lowest dependencies
	@$(SETUP) packages
	$(BIN)/python tools/matrix.py

setup: ## only set up, everything that the tests need
	@$(SETUP) packages node kernel6 browser

lab: ## set up, and open JupyterLab on the notebooks
	@$(SETUP) packages
	$(BIN)/python -m jupyter lab --ServerApp.root_dir=notebooks

docs: ## set up, run the lessons on the simulator, and build the documents into build/site
	@$(SETUP) packages
	$(BIN)/python tools/docs.py --build

soak: ## set up, and kill a thousand processes to see that no paid task is lost and none is paid twice
	@$(SETUP) packages
	$(BIN)/python -m tests.process.soak.kill --kills 1000

bench: ## set up, and measure: the table goes to benchmarks/results and into the README
	@$(SETUP) packages browser
	$(BIN)/python -m benchmarks.run

lint: ## set up, and check style and types, and that all tests can be imported
	@$(SETUP) packages node
	@$(BIN)/python tools/check.py lint

lock: ## resolve all dependencies anew, to their newest versions
	@$(SETUP) packages
	$(LOCK) --upgrade --all-extras pyproject.toml --output-file requirements.lock
	$(LOCK) --upgrade --extra lab --extra serve --extra measure --constraint requirements.lock --python-version 3.11 pyproject.toml binder/requirements.in --output-file binder/requirements.txt
	$(LOCK) --upgrade --resolution lowest-direct --extra all pyproject.toml tests/requirements-lowest.in --output-file tests/requirements-lowest.lock
	$(LOCK) --upgrade pyproject.toml tests/requirements-ipykernel6.in --output-file tests/requirements-ipykernel6.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm update --package-lock-only --ignore-scripts

clean: ## remove everything that was set up or built
	rm -rf .venv .venv-* node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
