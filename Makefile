# make try    try awsp on a fake AWS, without an account and without touching your files;
#             make try SHELL_KIND=fish for another shell than yours
# make test   set up what is missing and run every check
# make release   one static file without dependencies: target/static/awsp (Linux)

CARGO ?= cargo
SHELLS := shell/awsp.bash scripts/setup scripts/release .ci/run

.PHONY: try picture test setup lint unit bench release completions

try:
	$(CARGO) build --workspace --bin awsp --bin awsp-try
	$(CARGO) run --quiet --package playground --bin awsp-try -- $(SHELL_KIND)

picture:
	$(CARGO) build --workspace --bin awsp --bin awsp-try
	$(CARGO) run --quiet --package playground --bin awsp-try -- --picture docs/prompt.svg

test: setup lint unit

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

bench:
	$(CARGO) bench --bench parse

release:
	CARGO=$(CARGO) scripts/release

completions:
	$(CARGO) build --quiet --bin awsp
	target/debug/awsp completions bash >completions/awsp.bash
	target/debug/awsp completions zsh >completions/_awsp
	target/debug/awsp completions fish >completions/awsp.fish
