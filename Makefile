# The two commands of the README: 'make demo' and 'make test'. Both install what is missing.

.PHONY: demo test build setup deb

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

# Debian packages of both programs, in .build/packages.
deb:
	@scripts/setup.sh
	@packaging/build-deb.sh
