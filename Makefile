# The two commands a newcomer needs are `make brief` and `make test`; each sets up what it uses.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# the many processes of a target compile a module once, whatever the shell says
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help brief test check tour bench audit fuzz studies power packages lead mutants bill docs lock format catalogues reference clean

help: ## Show the targets.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml tools/set_up.sh
	@tools/set_up.sh $(VENV) requirements/runtime.lock
	@touch $@

$(VENV)/.development: requirements/development.lock $(VENV)/.runtime
	@tools/set_up.sh $(VENV) requirements/development.lock
	@touch $@

brief: $(VENV)/.runtime ## Set up and write the brief: real figures, estimates, verdicts, a synthetic rehearsal.
	$(BIN)/absentia brief --into brief

test: $(VENV)/.development ## Set up and run every test; it says what they cost the processor.
	@tools/find_chromium.sh --install
	@TIMEFORMAT='processor time: %U s, and %S s of the system'; time $(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.development ## Lint, types, import layers, translations, docs.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py --check
	$(BIN)/python tools/cli_reference.py --check
	$(BIN)/python tools/estimates_reference.py --check
	$(BIN)/python tools/chart_pictures.py --check
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

tour: $(VENV)/.development ## Follow one invented case from a request to a sentence, with the lines of code.
	$(BIN)/python tools/tour.py

format: $(VENV)/.development ## Rewrite the sources in the house format.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.development ## Measure against peers and floors, medians of one run.
	for measure in run archive lists delay; do $(BIN)/python bench/$$measure.py || exit 1; done

audit: $(VENV)/.development ## Hold what is said of 200 tiny invented worlds against the whole of each.
	$(BIN)/python bench/audit.py --worlds 1-200 --share 0.1 --jobs 2 --into bench/audit.json

studies: $(VENV)/.development ## Try the properties of chance on many more worlds, kills and changes; half an hour.
	ABSENTIA_STUDY=1 $(BIN)/python -m pytest -n 2 --dist load $$(grep -rl "from tests.study import" tests)

power: $(VENV)/.development ## Let the power fail 600 times and see what is lost.
	$(BIN)/python bench/power.py --seeds 600 --into bench/power.json

packages: $(VENV)/.development ## Make a year of a register, nine million documents, and measure what packages take.
	$(BIN)/python bench/packages.py --into bench/packages.json

lead: $(VENV)/.development ## See how often chance is called a lead of requests over cases; half an hour.
	$(BIN)/python -m bench.lead

mutants: $(VENV)/.development ## Change the core sign by sign and let its tests notice; an hour or two, by hand.
	$(BIN)/python bench/mutants.py --into bench/mutants.json

bill: $(VENV)/.development ## Write a bill of materials of the locked packages and audit them; needs the network.
	tools/bill.sh $(BIN)/uv dist

fuzz: $(VENV)/.development ## Throw bytes at reader, masks, charges, WARC files, claims and downloads; keep what reaches most.
	$(BIN)/python tools/fuzz.py

docs: $(VENV)/.development ## Build the documentation into docs/_build/html.
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

catalogues: $(VENV)/.development ## Compile the translations.
	$(BIN)/python tools/catalogues.py

reference: $(VENV)/.development ## Write from the code the references of commands and estimates, the notebook and the pictures of charts.
	$(BIN)/python tools/cli_reference.py
	$(BIN)/python tools/estimates_reference.py
	$(BIN)/python tools/notebook.py
	$(BIN)/python tools/chart_pictures.py

lock: $(VENV)/.development ## Renew the hash locks from pyproject.toml.
	tools/lock.sh $(BIN)/uv

clean: ## Remove what the targets made.
	rm -rf $(VENV) brief docs/_build build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
