"""The notebooks and the tables become a site in reports/."""
