# make try    try awsp on a fake AWS, without an account and without touching your files;
#             make try SHELL_KIND=fish for another shell than yours
# make test   set up what is missing and run every check
# make test-shells    run the shells' tests with the shells of other Debian releases;
#             make test-shells RELEASES=trixie for one of them

CARGO ?= cargo
SHELLS := shell/awsp.bash scripts/setup scripts/shells .ci/run
RELEASES := bullseye bookworm trixie forky
OTHERS = $(filter-out $(shell . /etc/os-release 2>/dev/null && echo $$VERSION_CODENAME),$(RELEASES))

.PHONY: try picture test setup lint unit test-shells bench release completions

try:
	$(CARGO) build --workspace --bin awsp --bin awsp-try
	$(CARGO) run --quiet --package playground --bin awsp-try -- $(SHELL_KIND)

picture:
	$(CARGO) build --workspace --bin awsp --bin awsp-try
	$(CARGO) run --quiet --package playground --bin awsp-try -- --picture docs/prompt.svg

test: setup lint unit test-shells

setup:
	scripts/setup

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	shellcheck $(SHELLS)
	shfmt -d -i 2 -ci $(SHELLS)
	zsh -n shell/awsp.zsh
	fish --no-execute shell/awsp.fish
	fish_indent --check shell/awsp.fish

unit:
	$(CARGO) test --workspace --quiet

test-shells:
	scripts/shells $(OTHERS)
	for release in $(OTHERS); do \
	  echo "The shells of Debian $$release:"; \
	  AWSP_TEST_SHELLS=$(CURDIR)/.tools/shells/$$release \
	    $(CARGO) test --quiet --test shells -- --test-threads 4 || exit 1; \
	done

bench:
	$(CARGO) bench --bench parse

release:
	$(CARGO) build --release --bin awsp

completions:
	$(CARGO) build --quiet --bin awsp
	target/debug/awsp completions bash >completions/awsp.bash
	target/debug/awsp completions zsh >completions/_awsp
	target/debug/awsp completions fish >completions/awsp.fish
