# Every target can be repeated; the virtual environment is made when it is missing or when pyproject.toml changed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Tests run side by side, a thread each: two threads on one small network wait for each other more than they compute.
JOBS ?= 2
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# What is shown without Node is committed; `make web` makes it again.
WEB := web/node_modules/.package-lock.json

PHOTOS := ../shared/data/photos400.tar
TRAINED := --val-share 0.05 --precision bf16

.PHONY: look web test test-slow lint types format messages bench restorers docs clean
.DEFAULT_GOAL := look

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable ".[serve]"
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable ".[test]"
	touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable ".[docs]"
	touch $@

look: $(VENV)/.installed            ## explain a bundled photo with the embedded network
	$(BIN)/convscope look

$(WEB): web/package-lock.json
	npm --prefix web ci

web: $(WEB) $(VENV)/.installed-test ## check the live page's sources, and build the page that the server shows
	$(BIN)/python -m tools.openapi
	npm --prefix web run check
	npm --prefix web run build

test: $(VENV)/.installed-test       ## the tests that every commit must pass
	$(PYTEST) -m "not slow"

test-slow: $(VENV)/.installed-test  ## every test, also the slow ones
	$(PYTEST)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.messages --check

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.installed-test
	$(BIN)/mypy

messages: $(VENV)/.installed-test   ## bring the catalogues of translations in step with the source
	$(BIN)/python -m tools.messages

bench: $(VENV)/.installed-test      ## measures beside the peers' packages, writes benchmarks/results
	$(BIN)/python -m benchmarks

# None comes with the package, as the photos may not be learned from for commercial use.
restorers: $(VENV)/.installed-test  ## train a denoiser, an enlarger and a colorizer on ../shared/data, as runs/denoiser, ...
	$(BIN)/convscope train $(PHOTOS) --network resunet --task denoise --epochs 75 $(TRAINED) --name denoiser
	$(BIN)/convscope train $(PHOTOS) --network edsr-x2 --epochs 10 $(TRAINED) --name enlarger
	$(BIN)/convscope train $(PHOTOS) --network colorizer:efficientnet-lite0 --task colorize $(TRAINED) --name colours

docs: $(VENV)/.installed-docs
	$(BIN)/python docs/scripts/generate.py
	$(BIN)/zensical build --strict --clean
	rm -r site/scripts # Zensical copies whatever lies in docs/

clean:
	rm -rf $(VENV) site reports
