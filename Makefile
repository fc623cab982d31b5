# The two commands of the README: 'make demo' and 'make test'. Both install what is missing.

.PHONY: demo test build setup deb simulate screenshots

demo:
	@scripts/setup.sh
	@scripts/build.sh
	@python3 scripts/demo.py .build/debug

test:
	@scripts/setup.sh test
	@scripts/test.sh

# Whole deployments in virtual time with everything that can break breaking: HOURS over all SEEDS.
# RESULTS names a file from which an interrupted run goes on; PAIRS=1 keeps people from founding groups.
SEEDS ?= 20
HOURS ?= 20
FIRST ?= 1
RESULTS ?=
PAIRS ?=

simulate:
	@swift build -c release --quiet --product moonless-simulate
	@.build/release/moonless-simulate --seeds $(SEEDS) --hours $(HOURS) --first $(FIRST) \
		$(if $(RESULTS),--results $(RESULTS)) $(if $(PAIRS),--pairs)

build:
	@scripts/build.sh moonless moonlessd moonless-audit-replay

setup:
	@scripts/setup.sh

# Pictures of the page's views, light, dark and narrow, in .build/screenshots.
screenshots:
	@scripts/setup.sh test
	@/usr/bin/python3 Tests/Browser/screenshots.py .build/screenshots

# Debian packages of both programs, in .build/packages.
deb:
	@scripts/setup.sh
	@packaging/build-deb.sh
