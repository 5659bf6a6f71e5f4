"""What a reader sees: style, tables, maps, explorers."""

from helpers.public import own_modules

__dir__ = own_modules(__path__)
