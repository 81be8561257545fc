# make demo  建好环境，用随附的合成台账演示        set up, then demonstrate
# make test  建好环境，跑全部测试                  set up, then run every test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test lint bench bench-smoke schema sample wheel clean

demo: $(VENV)/.ready
	$(BIN)/discretion demo

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --doctest-modules src -p no:hypothesispytest

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

bench: $(VENV)/.ready-test
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-disable-gc

bench-smoke: $(VENV)/.ready-test
	$(BIN)/python -m pytest benchmarks --benchmark-disable

schema: $(VENV)/.ready
	$(BIN)/python -m discretion.schemas --out docs/schema

sample: $(VENV)/.ready
	$(BIN)/python -m discretion.corpus.synthetic --out cases_corpus

wheel: $(VENV)/.ready-test
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "不能建立虚拟环境；Debian 请先安装 python3-venv"; exit 1; }

$(VENV)/.ready: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement constraints.txt
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# durable-rules is compiled from source: its build tools are pinned too, so no build isolation.
$(VENV)/.ready-test: constraints-test.txt $(VENV)/.ready
	$(PIP) --require-hashes --no-build-isolation --requirement constraints-test.txt
	@touch $@
