"""The words of the record, each said once: readings, holders, kinds of event, support, manners, first and last day."""

START, END = "2021-05-01", "2021-08-15"
LAST = "2021-09-06"  # the record goes on to the claim of all of Panjshir, the last province
KINDS = ("captured", "recaptured")
SUPPORT = ("single", "admitted", "corroborated", "strong")
MANNERS = ("assault", "surrender", "negotiated", "withdrawal", "unknown")
HOLDERS = ("government", "contested", "taliban")
READINGS = ("best", "earliest", "latest")
GOVERNMENT = {"government", "local_official", "mixed"}
TALIBAN = {"taliban", "mixed"}
