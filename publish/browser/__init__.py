"""The notebooks in a browser: JupyterLite with the record inside, for a class of any size."""
