"""Build the teaching kit: what `make seminar` does."""

from publish.paths import SITE
from seminar.kit import build

TARGET = SITE / "seminar"

if __name__ == "__main__":
    build(TARGET)
    print(f"Done: open {TARGET / 'index.html'}")
