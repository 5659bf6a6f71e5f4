"""Build the teaching kit: what `make seminar` does."""

from seminar.kit import build
from publish.paths import SITE

build(SITE / "seminar")
print(f"Open {SITE / 'seminar' / 'index.html'}")
