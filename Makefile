.DEFAULT_GOAL := help
SHELL := /usr/bin/env bash
MVN := mvn -q -B -ntp

help: ## explain each target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the runnable jar and the examples (scripts/build.sh)
	@scripts/build.sh

test: ## install what the tests need, then run everything (mvn verify, shellcheck, first hour, browser)
	@scripts/test.sh

test-fast: ## unit tests only, of what changed last (mvn test without the slow tags)
	@$(MVN) test -DexcludedGroups=process,slow

format: ## rewrite the Java sources in the house format (mvn spotless:apply)
	@$(MVN) spotless:apply

bench: ## measure against the aims and peers; writes benchmarks/results/ (about 3 minutes)
	@benchmarks/run.sh

bench-api: ## measure the REST API against its aims and against Optuna's storages; writes benchmarks/results/api.* (about 4 minutes)
	@benchmarks/run.sh --suite api --peers

bench-search: ## measure the search strategies against recorded optimisers; HPO=DIR names the tasks, ARGS more options
	@benchmarks/search.sh $(ARGS)

bench-containers: ## measure what containers cost, beside the same by hand (about 3 minutes; needs a Docker engine)
	@benchmarks/containers.sh $(ARGS)

states: ## write docs/states.md from the transition tables
	@$(MVN) -pl tuner -am test -Dtest=LifecyclesTest -Dsurefire.failIfNoSpecifiedTests=false -Dattune.write=true

clean: ## remove everything that was built
	@rm -rf */target web-ui/dist web-ui/node_modules examples/digits/digits-trainer.jar

.PHONY: help build test test-fast format bench bench-api bench-search bench-containers states clean
