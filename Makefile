# `make run` starts the site, `make test` tests it, `make check` reads it. README says more.
PY   ?= python3
# Which lock `make run` installs: run, or postgres for a site that lives in PostgreSQL.
LOCK ?= run
# More for pytest, or for the bench: make test ARGS="-k sign_up"
ARGS ?=

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check
# Only wheels: a source package would fetch, and run, a build backend that no lock names.
GET  := $(PIP) install -qq --require-hashes --only-binary :all: -r

# A stamp is named after the content of what it stands for: git changes times, and a branch changes locks.
digest    = $(firstword $(shell cat $(1) 2>&1 | cksum))
RUNS     := $(VENV)/.run-$(LOCK)-$(call digest,requirements/$(LOCK).txt pyproject.toml)
TESTS    := $(VENV)/.test-$(call digest,requirements/test.txt)
BENCH    := $(VENV)/.bench-$(call digest,requirements/bench.txt)
PYTHONS  := $(BIN)/python

.PHONY: run install test check soak bench screenshots lock translations format clean
.PHONY: check-format check-lint check-types check-translations check-site

run: $(RUNS)
	@$(BIN)/netapp run --demo

install: $(RUNS)

# Thousands of databases, each for a second: in memory, where there is room for them, it takes a twentieth less.
ROOMY := [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'NR == 2 { print $$4 }')" -gt 4000000 ]

test: $(TESTS)
	@folder=$$($(ROOMY) && mktemp -d /dev/shm/netapp-XXXXXX || mktemp -d); chmod 755 $$folder; \
	trap 'rm -rf '$$folder EXIT; trap 'exit 130' INT TERM; \
	TMPDIR=$$folder $(BIN)/python -m pytest -n logical --maxprocesses 4 $(ARGS)

# Every check runs, whatever the others say, so that one run shows all there is to mend.
check: $(TESTS)
	@$(MAKE) --keep-going --no-print-directory check-format check-lint check-types check-translations check-site

check-format: $(TESTS)
	$(BIN)/ruff format --check .

check-lint: $(TESTS)
	$(BIN)/ruff check .

check-types: $(TESTS)
	$(BIN)/mypy

check-translations: $(TESTS)
	$(EXTRACT)
	$(BIN)/python -m tests.check_translations $(WORDS)

# Settings, and that the migrations make what the models say.
check-site: $(TESTS)
	$(BIN)/netapp check

soak: $(TESTS)
	$(BIN)/python -m pytest -m soak $(ARGS)

# What the site takes beside an empty Flask view; bench/README.md says how to read it.
bench: $(BENCH)
	$(BIN)/python -m bench $(ARGS)

screenshots: $(TESTS)
	$(BIN)/python -m tests.screenshots

format: $(TESTS)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

WORDS = $(VENV)/messages.pot
# No fuzzy matching: a text that only resembles another is translated anew; a guess marked fuzzy would be overlooked.
EXTRACT = $(BIN)/pybabel --quiet extract --mapping-file babel.cfg \
	--keywords lazy_gettext --keywords _l --keywords lazy_ngettext:1,2 \
	--add-location file --sort-by-file --no-wrap --add-comments "Translators:" --strip-comments \
	--project netapp --version "" --output $(WORDS) .
translations: $(TESTS)
	$(EXTRACT)
	for language in da sv fi; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
		--ignore-pot-creation-date --init-missing --output-dir netapp/translations --locale $$language \
		--input-file $(WORDS) || exit 1; done

# One resolution for all: the largest set first, the others held to it. --universal: for every system and Python from 3.11 on.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-header --no-annotate --group build
lock: $(PYTHONS)
	$(PIP) install -qq uv
	$(COMPILE) --upgrade --group dev --extra postgres pyproject.toml --output-file requirements/test.txt
	$(COMPILE) --constraint requirements/test.txt --extra postgres pyproject.toml --output-file requirements/postgres.txt
	$(COMPILE) --constraint requirements/test.txt pyproject.toml --output-file requirements/run.txt
	$(COMPILE) --constraint requirements/test.txt --group bench --output-file requirements/bench.txt

# var/ stays: it holds somebody's database.
clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find netapp tests bench \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +

# Debian's python3 comes without venv's pip; where there is a pip of another kind it can serve.
$(PYTHONS):
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "netapp needs Python 3.11 or newer; say which with: make PY=/path/to/python3.11" >&2; exit 1; }
	@$(PY) -m venv --clear $(VENV) >/dev/null 2>&1 || \
		{ $(PY) -m venv --without-pip --clear $(VENV) && $(PY) -m pip --python $@ install -qq pip; } 2>/dev/null || \
		{ rm -rf $(VENV); echo "Python's venv module is missing; get it with: apt-get install python3-venv" >&2; exit 1; }

$(RUNS): | $(PYTHONS)
	@echo "Installing what netapp needs (once)…"
	@rm -f $(VENV)/.run-*
	@$(GET) requirements/$(LOCK).txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTS): $(RUNS)
	@echo "Installing what its tests need (once)…"
	@rm -f $(VENV)/.test-*
	@$(GET) requirements/test.txt
	@touch $@

$(BENCH): $(TESTS)
	@echo "Installing what the bench needs (once)…"
	@rm -f $(VENV)/.bench-*
	@$(GET) requirements/bench.txt
	@touch $@
