"""What is checked of the tables: cells, rows, tables side by side, and what is implausible.

`helpers.validation` reads the files and asks these modules; datapackage.json lists by name which
rule and which warning each table has.
"""

from helpers.public import own_modules

# none is loaded here: tools that need one module wait for no other
__dir__ = own_modules(__path__)
