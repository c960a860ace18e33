# What people and CI run. Everything lives in .venv/ here and in the rig's cache; `make clean` removes the first.
# A Debian or Ubuntu machine with python3, python3-venv, make and (for system packages) sudo is enough.

PYTHON ?= python3
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make demo [ARGS=--exit]   see it work: no site, no server, nothing outside this folder"
	@echo "make test [T=…]           every test (15 minutes), or the chosen ones; makes itself a real WordPress"
	@echo "make check                lint + test          make lint   ruff and mypy"
	@echo "make fix                  format, mend lint    make setup  .venv with the locked dependencies"
	@echo "make rig                  the packages of the test rig (sudo)"
	@echo "make clean                remove what make made here"
	@echo "longer than make test:"
	@echo "make test-newer [T=…]     the real-site tests on newer WordPress (6.8, 7.1)"
	@echo "make chaos [ARGS=…]       a thousand real kills on a real WordPress and a fake one"
	@echo "make faults [ARGS=…]      every fault of a slow and lossy site, on the real one"
	@echo "make walks [ARGS=…]       thousands of random lives of an office (ARGS=--help)"
	@echo "make huge                 bundles of 10,000 files and 10 GB under the daemon, with figures"
	@echo "make bench [ARGS=…]       the benchmarks"
	@echo "make eval [ARGS=FOLDER]   how documents are judged, class by class; fails on an unsafe publication"

# --- setting up: done again only when a lock or pyproject.toml changed ---

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "syncd needs Python 3.11 or newer: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "syncd needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V). Name a newer one: make … PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment: sudo apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	@touch $@

.PHONY: setup rig
setup: .venv/dev

rig:
	tests/rig/deps.sh all

# --- trying it ---

.PHONY: demo bench eval
demo: .venv/runtime
	@.venv/bin/python -c 'import magic' 2>/dev/null || tests/rig/deps.sh runtime
	@.venv/bin/python -m syncd.demo $(ARGS)

bench: setup rig
	.venv/bin/python -m tests.bench $(ARGS)

# Of the documents in tests/documents and of ordinary ones made on the spot, or of any folder with an expected.json.
eval: setup
	@tests/rig/deps.sh runtime || true
	.venv/bin/python -m tests.eval $(ARGS)

# --- checking it ---

.PHONY: lint fix test check
lint: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy

fix: setup
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

# More than there are cores: most tests wait most of the time. Files stay together, because their tests share what is costly.
# Their folder has a short name of its own: some tests look at how paths are shown. It lies in memory where 4 GB are free there:
# the product waits for the disk at every step, and so would they. What a power cut leaves is told by system calls, not by a disk.
IN_MEMORY = $$(test $$(df --output=avail /dev/shm 2>/dev/null | tail -1 || echo 0) -gt 4000000 2>/dev/null && echo /dev/shm/XXXXXX)
SIDE_BY_SIDE = --numprocesses=3 --dist=loadfile --no-loadscope-reorder --basetemp="$$(mktemp --directory $(IN_MEMORY))"

# Packages that cannot be installed do not end it here: the tests that miss them fail and say so.
test: setup
	@tests/rig/deps.sh $(if $(filter 1,$(SYNCD_WITHOUT_RIG)),runtime,all) || true
	.venv/bin/python -m pytest $(or $(T),$(SIDE_BY_SIDE))

check: lint test

# --- checking it for longer: not part of CI ---

.PHONY: test-newer chaos faults walks huge
# The real-site tests again on newer WordPress, which Debian's later suites carry (and move).
test-newer: setup rig
	SYNCD_RIG_WP=6.8 .venv/bin/python -m pytest -m rig $(T)
	SYNCD_RIG_WP=7.1 .venv/bin/python -m pytest -m rig $(T)

# The full run of tests/chaos: some 50 minutes.
chaos: setup rig
	.venv/bin/python -m tests.chaos $(ARGS)

# Every fault and mishap of the site on every site, as tests/whole/test_lossy_site.py says, and more kills in the main job.
faults: setup rig
	SYNCD_EVERY_FAULT=1 .venv/bin/python -m pytest tests/whole/test_lossy_site.py tests/whole/test_site_mishaps.py tests/whole/test_main_job.py $(ARGS)

# Lives that nobody lived before; the suite lives the same few at every run. ARGS=real lives some on the real WordPress.
walks: setup
	.venv/bin/python -m tests.walks $(ARGS)

# Bundles of 10,000 files and of 10 GB, with figures: minutes, and 10 GB of disk for one of them.
huge: setup
	SYNCD_HUGE=1 .venv/bin/python -m pytest -s tests/whole/test_huge_bundles.py

# --- tidying up ---

.PHONY: clean
clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
