"""The words of the record, each said once, with the labels that readers see.

A word stands in a table; its label stands in a figure or on a page. A test holds the words against
the enums of datapackage.json.
"""

from helpers.public import own_names

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

# of which events the government held the place to their last day, and which are fights over it
STILL_HELD = ("attacked_held", "held")
FOUGHT_OVER = ("attacked_held", "contested")

# whether a page tells of a change, or of what was so already
TELLS = ("change", "state")
TELLS_LABELS = {
    "change": "a change",
    "state": "a state",
}

# how a place changed hands, as most reports that say it have it
MANNERS = ("assault", "surrender", "negotiated", "withdrawal", "unknown")
MANNER_LABELS = {
    "assault": "by assault",
    "surrender": "by surrender",
    "negotiated": "by negotiation",
    "withdrawal": "after a withdrawal",
    "unknown": "manner not told",
}

# in this order a district goes from one to the next
HOLDERS = ("government", "contested", "taliban")
# worlds hold numbers in place of words: the place of a word in HOLDERS
GOVERNMENT_CODE, CONTESTED_CODE, TALIBAN_CODE = range(len(HOLDERS))
HOLDER_LABELS = {
    "government": "government",
    "contested": "contested",
    "taliban": "Taliban",
}

# three consistent stories of the same record
READINGS = ("best", "earliest", "latest")
READING_LABELS = {
    "best": "best reading",
    "earliest": "earliest reading",
    "latest": "latest reading",
}

# each says more than those before it
SUPPORT = ("single", "admitted", "corroborated", "strong")
ONE_VOICE, SEVERAL_VOICES = SUPPORT[:2], SUPPORT[2:]
SUPPORT_LABELS = {
    "single": "one voice",
    "admitted": "one voice, that of the side that lost it",
    "corroborated": "two voices",
    "strong": "three tellings, or both sides in two origins",
}

# whose word a page carries
SPEAKERS = (
    "taliban",
    "government",
    "local_official",
    "media",
    "analyst",
    "mixed",
)
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
# officials and elders speak for the government's side; these two for neither side
GOVERNMENT_VOICES = ("government", "local_official")
NEUTRAL_VOICES = ("media", "analyst")
# who speaks for a side; a page that quotes both speaks for either
GOVERNMENT = {*GOVERNMENT_VOICES, "mixed"}
TALIBAN = {"taliban", "mixed"}

# how far the page itself stands behind it
STATUSES = ("claimed", "confirmed", "disputed")
STATUS_LABELS = {
    "claimed": "one side's word",
    "confirmed": "confirmed by the losing side or the outlet",
    "disputed": "denied by the other side",
}

# a floor is no figure: sums keep them apart
QUALIFIERS = ("exact", "at_least", "about", "at_most")
QUALIFIER_LABELS = {
    "exact": "exactly",
    "at_least": "at least",
    "about": "about",
    "at_most": "at most",
}

# whose losses a claim counts
VICTIMS = ("taliban", "government_forces", "civilians", "mixed")
VICTIM_LABELS = {
    "taliban": "Taliban",
    "government_forces": "government forces",
    "civilians": "civilians",
    "mixed": "not told apart",
}

# the six on the other side of the border
COUNTRIES = ("IRN", "PAK", "TJK", "TKM", "UZB", "CHN")
COUNTRY_LABELS = {
    "IRN": "Iran",
    "PAK": "Pakistan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "CHN": "China",
}

# the languages of most pages, by ISO 639-1: those that a figure can show one by one
LANGUAGE_LABELS = {
    "en": "English",
    # of Iran and of Afghanistan, which most pages do not tell apart
    "fa": "Persian, Dari",
    "ar": "Arabic",
    "ur": "Urdu",
    "bn": "Bengali",
    "ru": "Russian",
    "zh": "Chinese",
    "de": "German",
    "hi": "Hindi",
    "es": "Spanish",
    "fr": "French",
    "tr": "Turkish",
    "ps": "Pashto",
    "it": "Italian",
}


__dir__ = own_names(__name__)
