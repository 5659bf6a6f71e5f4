"""Execute the notebooks and build the site: what `make report` does."""

import sys

from publish.site import main

# a file of its own, so that `python -m publish` works where there is no make
main(sys.argv[1:])
