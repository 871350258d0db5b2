# Two commands do everything: `make demo` and `make test`. Both work in a virtual environment here.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test containers installs lint bench clean

demo: $(READY)
	cd examples/outage && $(CURDIR)/$(BIN)/portlint check --exit-zero --isolated .
	$(BIN)/portlint check examples/platform

test: $(READY)
	$(BIN)/python -m pytest -n auto

containers: $(READY)
	$(BIN)/python -m pip install --quiet --group containers
	$(BIN)/python -m pytest -m containers -rs

installs: $(READY)
	$(BIN)/python -m pip install --quiet --group installs
	$(BIN)/python -m pytest -m installs -rs

lint: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/portlint sync --check
	$(BIN)/portlint check .

bench: $(READY)
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "portlint needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[xlsx]' --group dev
	@touch $@
