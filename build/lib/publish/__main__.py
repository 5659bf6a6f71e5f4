"""Execute the notebooks and build the site: what `make report` does."""

import sys

from publish.site import main

main(force="--force" in sys.argv)
