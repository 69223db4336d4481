# Two commands suffice on a fresh machine: `make serve` and `make test`.
# The network is used by `install` (once, and after a change of the lock) and by `lock`; by nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := .lock/requirements.txt
STAMP := $(VENV)/.installed

.PHONY: install serve test check comunica bench trifid fmt lock
.DEFAULT_GOAL := install

install: $(STAMP)

# A venv is made anew, never patched, so that nothing an older lock brought stays in it.
$(STAMP): $(LOCK) pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

COMUNICA := $(VENV)/comunica

# A client that is no Python package; without it the tests that use it are skipped.
comunica: $(COMUNICA)/.installed

$(COMUNICA)/.installed: tests/clients/comunica/package-lock.json | $(STAMP)
	rm -rf $(COMUNICA)
	mkdir -p $(COMUNICA)
	cp tests/clients/comunica/package.json tests/clients/comunica/package-lock.json $(COMUNICA)
	npm ci --prefix $(COMUNICA) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

serve: install
	$(BIN)/aifkg serve

# Side by side, one file of tests at a time: few of them use a core all the time.
TESTS := $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile

test: install
	$(TESTS)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(TESTS)

PEERS := $(VENV)/peers

# The endpoints that the server is measured beside, in a venv of their own. BENCH names a part of it.
bench: $(PEERS)/.installed trifid
	$(BIN)/python -m tests.bench $(BENCH)

$(PEERS)/.installed: .lock/peers.txt | $(STAMP)
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .lock/peers.txt
	touch $@

TRIFID := $(PEERS)/trifid

# A peer that is no Python package, left out where there is no npm.
trifid: $(PEERS)/.installed
	if command -v npm > /dev/null && [ ! -d $(TRIFID) ]; then \
	    mkdir -p $(TRIFID) && cp tests/bench/servers/trifid-npm/*.json $(TRIFID) && \
	    npm ci --prefix $(TRIFID) --ignore-scripts --no-audit --no-fund --loglevel=error; fi

fmt: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# uv lives in a venv of its own: it makes the lock and is no part of it.
lock:
	$(PYTHON) -m venv .lock/uv
	.lock/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	.lock/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --extra networkx --extra pandas \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	    --upgrade --output-file $(LOCK) pyproject.toml
	.lock/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group peers \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	    --upgrade --output-file .lock/peers.txt
	rm -rf .lock/uv
