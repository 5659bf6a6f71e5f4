"""Hypothesis draws the same examples on every machine and keeps nothing on disk."""

from hypothesis import settings

settings.register_profile(
    "project", deadline=None, derandomize=True, database=None, max_examples=80
)
settings.load_profile("project")
