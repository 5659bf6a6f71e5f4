"""The notebooks in a browser: a JupyterLite site with the record inside, for a class of any size."""
