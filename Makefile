# make demo  建好环境，用随附的合成台账演示        set up, then demonstrate
# make test  建好环境，跑全部测试                  set up, then run every test
# make install  建好环境，连同服务、核查台和事件流  set up, with service, desk and stream
# make offline  备齐离线安装所需的全部安装包        gather all that an offline machine installs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet
WHEEL = $(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-build-isolation --wheel-dir $(DIST)/wheels

# Lock beside other files: the same versions, and none of their packages again.
beside = $(addprefix --constraints ,$(1)) $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' $(1))
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

# Where a release is put together, and what lists all that a deployment runs with.
DIST := dist
PINS = mkdir -p $(DIST) && cat constraints.txt constraints-service.txt > $(DIST)/requirements.txt
SBOM = $(BIN)/cyclonedx-py requirements $(DIST)/requirements.txt --pyproject pyproject.toml \
  --mc-type library --output-reproducible --output-file $(DIST)/discretion.cdx.json
# When the commit was made, so that what is built from it is the same again.
EPOCH = SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct)

.PHONY: demo install offline test lint bench bench-smoke docs schema sample wheel release sbom lock clean

demo: $(VENV)/.ready
	$(BIN)/discretion demo

install: $(VENV)/.ready-service

# With gcc here, none is needed where it is installed. Same system and Python on both machines.
offline: $(VENV)/.ready-service
	rm -rf $(DIST)/wheels
	$(COMPILE_FLAGS) $(WHEEL) --require-hashes --requirement constraints.txt --requirement constraints-service.txt
	$(EPOCH) $(WHEEL) --no-deps .

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
	$(EPOCH) $(BIN)/python -m build --no-isolation --outdir $(DIST)
	$(PINS)
	$(SBOM)
	$(BIN)/python release/advisories.py $(DIST)/requirements.txt $(ADVISORIES)

sbom: $(VENV)/.ready-test
	$(PINS)
	$(SBOM)

# Needs uv. Versions stay while they satisfy pyproject.toml; make lock UPGRADE=--upgrade moves them.
lock:
	printf '%s\n' $(BUILD_TOOLS) $(HELD_BACK) | $(LOCK) pyproject.toml - --output-file constraints.txt
	$(LOCK) pyproject.toml --extra service --extra stream --extra sql \
	  $(call beside,constraints.txt) --output-file constraints-service.txt
	$(LOCK) pyproject.toml --extra test --extra bench \
	  $(call beside,constraints.txt constraints-service.txt) --output-file constraints-test.txt
	echo '$(AUDITOR)' | $(LOCK) - --no-emit-package pip \
	  $(call beside,constraints.txt constraints-service.txt constraints-test.txt) \
	  --output-file constraints-release.txt

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

$(VENV)/.ready-service: constraints-service.txt $(VENV)/.ready
	@$(BIN)/python -c 'import pathlib, shutil, sys, sysconfig as s; h = pathlib.Path(s.get_path("include"), "Python.h"); sys.exit(not (h.exists() and (shutil.which("gcc") or shutil.which("cc"))))' || { echo "事件流要编译 durable-rules：需要 gcc 和 Python 头文件，Debian/Ubuntu 请先安装 gcc python3-dev"; echo "gcc and the headers of Python are needed to compile durable-rules"; exit 1; }
	$(COMPILE_FLAGS) $(PIP) --require-hashes --no-build-isolation --requirement constraints-service.txt
	@touch $@

$(VENV)/.ready-test: constraints-test.txt $(VENV)/.ready-service
	$(PIP) --require-hashes --no-build-isolation --requirement constraints-test.txt
	@touch $@

# With a file of advisories the auditor is not needed, nor is a network.
$(VENV)/.ready-release: constraints-release.txt $(VENV)/.ready-test
	$(if $(ADVISORIES),,$(PIP) --require-hashes --requirement constraints-release.txt)
	$(if $(ADVISORIES),,@touch $@)
