"""Build the teaching kit: what `make seminar` does."""

from helpers.public import answer_help
from publish import teach
from publish.paths import SITE
from seminar.kit import build

TARGET = SITE / "seminar"

if __name__ == "__main__":
    answer_help(__doc__)
    build(TARGET)
    # the site's page for teachers leads to what is there
    teach.renew(SITE)
    print(f"Done: open {TARGET / 'index.html'}")
