# make try    try awsp on a fake AWS, without an account and without touching your files;
#             make try SHELL_KIND=fish for another shell than yours
# make test   set up what is missing and run every check
# make bench  what awsp costs, beside what others cost: docs/PERFORMANCE.md
# make test-shells    run the shells' tests with the shells of other Debian releases;
#             make test-shells RELEASES=trixie for one of them
# make test-clients   run the tests with AWS CLI v2 again with that of another Debian release
# make login-page   the picture of the page at the end of a sign-in, as Chromium shows it
# make release   one static file without dependencies: target/static/awsp (Linux)

CARGO ?= cargo
SHELLS := shell/awsp.bash scripts/setup scripts/debian.sh scripts/shells scripts/aws-cli scripts/release .ci/run benches/figures/hook.bash
RELEASES := bullseye bookworm trixie forky
OTHERS = $(filter-out $(shell . /etc/os-release 2>/dev/null && echo $$VERSION_CODENAME),$(RELEASES))
# Those that do not change any more, for `make test`: what is in testing tomorrow must not break it.
STABLE := bullseye bookworm trixie

.PHONY: try picture login-page test setup lint unit test-shells test-clients bench counts counts-check ordinary release completions

try:
	$(CARGO) build --workspace --bin awsp --bin awsp-try --bin fake-browser
	$(CARGO) run --quiet --package playground --bin awsp-try -- $(SHELL_KIND)

picture:
	$(CARGO) build --workspace --bin awsp --bin awsp-try --bin fake-browser
	$(CARGO) run --quiet --package playground --bin awsp-try -- --picture docs/prompt.svg

login-page: setup
	AWSP_TEST_PICTURES=$(CURDIR)/docs $(CARGO) test --quiet --test it chromium_login::a_person

test: setup lint unit counts-check
	$(MAKE) test-shells RELEASES="$(STABLE)"

setup:
	scripts/setup
	scripts/aws-cli

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	shellcheck $(SHELLS)
	shfmt -d -i 2 -ci $(SHELLS)
	zsh -n shell/awsp.zsh
	zsh -n benches/figures/hook.zsh
	zsh -n benches/figures/names.zsh
	fish --no-execute shell/awsp.fish
	fish --no-execute benches/figures/hook.fish
	fish_indent --check shell/awsp.fish benches/figures/hook.fish

unit:
	$(CARGO) test --workspace --quiet

test-shells:
	scripts/shells $(OTHERS)
	for release in $(OTHERS); do \
	  echo "The shells of Debian $$release:"; \
	  AWSP_TEST_SHELLS=$(CURDIR)/.tools/shells/$$release AWSP_TEST_VALUES=200 \
	    $(CARGO) test --quiet --test shells -- --test-threads 4 || exit 1; \
	done

# It knows no `aws login` yet.
test-clients:
	scripts/aws-cli trixie
	AWSP_TEST_AWS_CLI=$(CURDIR)/.tools/aws-cli/trixie/bin/aws \
	  $(CARGO) test --quiet --test it -- clients_aws_sso clients_awsp_sso clients_files

# The figures of docs/PERFORMANCE.md. Their bench only starts other programs, so that it needs no release build itself;
# the benches before it leave a release build behind that is no user's (of the tests' features), hence the order.
FIGURES := $(CARGO) bench --quiet --profile dev --bench figures --

bench:
	$(CARGO) bench --quiet --bench parse
	$(CARGO) bench --quiet --bench exchange
	$(MAKE) release ordinary
	$(FIGURES) verbs peers hook

counts: ordinary
	$(FIGURES) counts

counts-check: ordinary
	$(FIGURES) counts-check

ordinary:
	$(CARGO) build --release --bin awsp

release:
	CARGO=$(CARGO) scripts/release

completions:
	$(CARGO) build --quiet --bin awsp
	target/debug/awsp completions bash >completions/awsp.bash
	target/debug/awsp completions zsh >completions/_awsp
	target/debug/awsp completions fish >completions/awsp.fish
