# Needs git, make and Python >= 3.11 with venv; everything else lands in .venv. ARGS adds arguments.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: help setup demo check test evals bench docs lock

help: ## list the recipes
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv from the lock, with the project in it
	@$(PYTHON) tools/bootstrap.py

demo: setup ## simulate a company and show its page; writes executive.html and executive.json
	@$(BIN)/boardroom demo $(ARGS)

check: setup ## check format, lint, types and layers
	@$(BIN)/python tools/check.py $(ARGS)

test: setup ## run the tests (fast ones; ARGS="-m slow" for the others)
	@$(BIN)/python -m pytest -m "not slow" $(ARGS)

evals: setup ## score the analysis on real data with known truth; writes docs/evals.md
	@$(BIN)/python -m evals $(ARGS)

bench: setup ## measure the speed, as ratios in one run
	@$(BIN)/python -m benchmarks $(ARGS)

docs: setup ## write docs/reference from the code
	@$(BIN)/python tools/docs.py $(ARGS)

lock: setup ## write the locks from pyproject.toml (ARGS=--upgrade for newest versions)
	@$(BIN)/python tools/lock.py $(ARGS)
