# ArtClass: everything a newcomer or a developer types. Needs GNU make and Python 3.11, 3.12 or 3.13; no more.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# The first Python that fits; choose another one with: make setup PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && { echo $$python; break; }; done)

# Tests run side by side, those of one file in one process; each may hold TensorFlow, hence no more than four
JOBS ?= $(shell cores=$$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2); \
	[ "$$cores" -gt 4 ] && echo 4 || echo "$$cores")

.DEFAULT_GOAL := help
.PHONY: help run setup test check format soak bench samples screenshots dist dist-test clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: setup ## set up and open the window (without a display: the sample pictures in the terminal)
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
		mkdir -p build && $(BIN)/python -m trainer.demo build; else $(BIN)/artclass; fi

setup: $(READY) ## make .venv with the pinned dependencies (quick when nothing changed)

$(READY): pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "ArtClass needs Python 3.11, 3.12 or 3.13 with its venv module, and none was found." >&2; \
		echo "Install one (Debian, Ubuntu: apt install python3-venv), or name it: make setup PYTHON=/path/to/python" >&2; \
		exit 1; fi
	@{ [ -f $@ ] && $(BIN)/python -c '$(SUITABLE)' 2>/dev/null; } || $(PYTHON) -m venv --clear $(VENV)
	@rm -f $@ # what is broken off from here on begins anew the next time
	@echo "Installing what ArtClass needs into $(VENV): about 1 GB to download the first time, some minutes."
	@PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
		$(BIN)/python -m pip install --editable '.[dev]'
	@touch $@

test: setup ## set up and run the tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: setup ## format, lint, strict types and the directions between packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## put the code into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

soak: setup ## the tests that are too long for every day
	$(BIN)/python -m pytest -m soak --timeout 7200 $(ARGS)

bench: setup ## measure and print the figures that the README shows
	$(BIN)/python -m tests.benchmarks $(ARGS)

samples: setup ## draw the sample pictures anew
	$(BIN)/python -m tools.make_samples

screenshots: setup ## take the README's pictures of the window anew
	$(BIN)/python -m tools.screenshots

dist: setup ## freeze both programs into dist/artclass
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	@du -sh dist/artclass

dist-test: setup ## let the frozen programs do the sample job
	ARTCLASS_DIST=dist/artclass $(BIN)/python -m pytest tests/e2e/test_frozen.py

clean: ## remove what was built (not .venv)
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache tests/screenshots
	find artclass_gui trainer tests tools -name __pycache__ -prune -exec rm -rf {} +
