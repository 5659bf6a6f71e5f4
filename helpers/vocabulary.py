"""The words of the record, each said once, with the labels that readers see.

A word stands in a table; its label stands in a figure or on a page. A test holds the words against
the enums of datapackage.json.
"""

# the days of the offensive: the start of the withdrawal, the fall of Kabul
START, END = "2021-05-01", "2021-08-15"
# the record goes on to the claim of all of Panjshir, the last province
LAST = "2021-09-06"

# what happened to a district (derived), and all that a report may tell of it
KINDS = ("captured", "recaptured")
EVENTS = ("captured", "recaptured", "attacked_held", "contested", "held")
EVENT_LABELS = {
    "captured": "captured",
    "recaptured": "retaken",
    "attacked_held": "attacked, held",
    "contested": "contested",
    "held": "held by the government",
}

MANNERS = ("assault", "surrender", "negotiated", "withdrawal", "unknown")
MANNER_LABELS = {
    "assault": "by assault",
    "surrender": "by surrender",
    "negotiated": "by negotiation",
    "withdrawal": "after a withdrawal",
    "unknown": "manner not told",
}

HOLDERS = ("government", "contested", "taliban")
HOLDER_LABELS = {
    "government": "government",
    "contested": "contested",
    "taliban": "Taliban",
}

READINGS = ("best", "earliest", "latest")
READING_LABELS = {
    "best": "best reading",
    "earliest": "earliest reading",
    "latest": "latest reading",
}

SUPPORT = ("single", "admitted", "corroborated", "strong")
SUPPORT_LABELS = {
    "single": "one voice",
    "admitted": "one voice, that of the side that lost it",
    "corroborated": "two voices",
    "strong": "three tellings, or both sides in two origins",
}

SPEAKERS = ("taliban", "government", "local_official", "media", "analyst", "mixed")
SPEAKER_LABELS = {
    "taliban": "Taliban",
    "government": "government",
    "local_official": "local official",
    "media": "outlet",
    "analyst": "analyst",
    "mixed": "both sides",
    "un": "United Nations",
}
# the voices that a page carries: where both sides speak, there are two
VOICES = ("taliban", "government", "local_official", "media", "analyst")
VOICES_OF = {voice: (voice,) for voice in VOICES}
VOICES_OF["mixed"] = ("taliban", "government")
VOICES_OF["un"] = ("analyst",)
VOICE_LABELS = {
    "taliban": "the Taliban",
    "government": "the central government",
    "local_official": "local officials or elders",
    "media": "reporters on their own account",
    "analyst": "analysts",
}
# who speaks for a side; a page that quotes both speaks for either
GOVERNMENT = {"government", "local_official", "mixed"}
TALIBAN = {"taliban", "mixed"}

STATUSES = ("claimed", "confirmed", "disputed")
STATUS_LABELS = {
    "claimed": "one side's word",
    "confirmed": "confirmed by the losing side or the outlet",
    "disputed": "denied by the other side",
}

QUALIFIERS = ("exact", "at_least", "about", "at_most")
QUALIFIER_LABELS = {
    "exact": "exactly",
    "at_least": "at least",
    "about": "about",
    "at_most": "at most",
}

VICTIMS = ("taliban", "government_forces", "civilians", "mixed")
VICTIM_LABELS = {
    "taliban": "Taliban",
    "government_forces": "government forces",
    "civilians": "civilians",
    "mixed": "not told apart",
}

COUNTRIES = ("IRN", "PAK", "TJK", "TKM", "UZB", "CHN")
COUNTRY_LABELS = {
    "IRN": "Iran",
    "PAK": "Pakistan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "CHN": "China",
}
