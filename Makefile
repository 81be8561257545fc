# make demo  建好环境，用随附的合成台账演示        set up, then demonstrate
# make test  建好环境，跑全部测试                  set up, then run every test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)
# What builds this package and durable-rules (a C extension shipped as source) without isolation.
BUILD_TOOLS := hatchling editables setuptools wheel
# rule-engine, a peer of the benchmarks, still needs the old one.
HELD_BACK := 'python-dateutil<3'
# Looks for known vulnerabilities where there is a network.
AUDITOR := pip-audit>=2.7
# durable-rules 2.0.28 calls a name that Python 3.13 dropped; this is what the name stood for. Its
# setup overwrites CFLAGS, but not CPPFLAGS.
COMPILE_FLAGS := CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject

# Where a release is put together, and what lists all that it runs with.
DIST := dist
SBOM = $(BIN)/cyclonedx-py requirements constraints.txt --pyproject pyproject.toml \
  --mc-type library --output-reproducible --output-file $(DIST)/discretion.cdx.json

.PHONY: demo test lint bench bench-smoke docs schema sample wheel release sbom lock clean

demo: $(VENV)/.ready
	$(BIN)/discretion demo

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile
	$(BIN)/python -m pytest --doctest-modules src -p no:hypothesispytest

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

bench: $(VENV)/.ready-test
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-disable-gc

bench-smoke: $(VENV)/.ready-test
	$(BIN)/python -m pytest benchmarks --benchmark-disable

docs: $(VENV)/.ready-test
	$(BIN)/python docs/build.py --out build/docs

schema: $(VENV)/.ready-test
	$(BIN)/python -m discretion.schemas --out docs/schema
	$(BIN)/python -m discretion.service.openapi --out docs/schema

sample: $(VENV)/.ready
	$(BIN)/python -m discretion.corpus.export --out cases_corpus

wheel: $(VENV)/.ready-test
	$(BIN)/python -m build --wheel --no-isolation

# Wheel, source, bill of materials, and whether any pinned package has a known vulnerability. Where
# there is no network: make release ADVISORIES=all.zip, see docs/release.md.
release: $(VENV)/.ready-release
	rm -rf $(DIST)
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m build --no-isolation --outdir $(DIST)
	$(SBOM)
	$(BIN)/python release/advisories.py constraints.txt $(ADVISORIES)

sbom: $(VENV)/.ready-test
	mkdir -p $(DIST)
	$(SBOM)

# Needs uv. Versions stay while they satisfy pyproject.toml; make lock UPGRADE=--upgrade moves them.
lock:
	printf '%s\n' $(BUILD_TOOLS) $(HELD_BACK) | $(LOCK) pyproject.toml - --output-file constraints.txt
	$(LOCK) pyproject.toml --extra test --extra bench --constraints constraints.txt \
	  $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' constraints.txt) \
	  --output-file constraints-test.txt
	echo '$(AUDITOR)' | $(LOCK) - --constraints constraints.txt --constraints constraints-test.txt \
	  $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' constraints.txt constraints-test.txt) \
	  --no-emit-package pip --output-file constraints-release.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

# A failed attempt leaves half an environment, which the next run must not take for a whole one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本，例如 make PYTHON=python3.12"; echo "Python 3.11 or later is needed"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "不能建立虚拟环境；Debian/Ubuntu 请先安装 python3-venv"; echo "no virtual environment: install python3-venv"; exit 1; }

$(VENV)/.ready: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement constraints.txt
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.ready-test: constraints-test.txt $(VENV)/.ready
	@$(BIN)/python -c 'import pathlib, shutil, sys, sysconfig as s; h = pathlib.Path(s.get_path("include"), "Python.h"); sys.exit(not (h.exists() and (shutil.which("gcc") or shutil.which("cc"))))' || { echo "测试要编译 durable-rules：需要 gcc 和 Python 头文件，Debian/Ubuntu 请先安装 gcc python3-dev"; echo "gcc and the headers of Python are needed to compile durable-rules"; exit 1; }
	$(COMPILE_FLAGS) $(PIP) --require-hashes --no-build-isolation --requirement constraints-test.txt
	@touch $@

# With a file of advisories the auditor is not needed, nor is a network.
$(VENV)/.ready-release: constraints-release.txt $(VENV)/.ready-test
	$(if $(ADVISORIES),,$(PIP) --require-hashes --requirement constraints-release.txt)
	$(if $(ADVISORIES),,@touch $@)
