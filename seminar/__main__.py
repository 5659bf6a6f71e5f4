"""Build the teaching kit: what `make seminar` does."""

from publish import teach
from publish.paths import SITE
from seminar.kit import build

TARGET = SITE / "seminar"

if __name__ == "__main__":
    build(TARGET)
    # the site's page for teachers leads to what is there
    teach.renew(SITE)
    print(f"Done: open {TARGET / 'index.html'}")
