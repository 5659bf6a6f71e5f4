"""Execute the notebooks and build the site: what `make report` does."""

import sys

from publish.site import main

main(sys.argv[1:])
