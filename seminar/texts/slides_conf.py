"""How Sphinx makes the slides; copied beside them by seminar.pages."""

project = "Seminar"
language = "en"
extensions = ["myst_parser", "sphinx_revealjs"]
revealjs_style_theme = "white"
revealjs_static_path = ["slides.css"]
revealjs_css_files = ["slides.css"]
revealjs_use_index = True
revealjs_script_conf = {
    # a link can lead to one slide
    "hash": True,
    # no effects: the subject asks for none
    "transition": "none",
    "controls": True,
    "width": 1120,
    "height": 680,
}
revealjs_script_plugins = [
    {"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"}
]
