"""What a reader sees: style, tables, maps, explorers."""

import logging
import sys

from helpers.public import own_modules

if sys.platform == "emscripten":
    # a browser starts without a font cache; the word of it would stand in red under the first cell
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

__dir__ = own_modules(__path__)
