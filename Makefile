# The two commands of the README: 'make demo' and 'make test'. Both install what is missing.

.PHONY: demo test build setup

demo:
	@scripts/setup.sh
	@scripts/build.sh
	@python3 scripts/demo.py .build/debug

test:
	@scripts/setup.sh
	@scripts/test.sh

build:
	@scripts/build.sh

setup:
	@scripts/setup.sh
