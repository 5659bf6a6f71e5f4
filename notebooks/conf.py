"""How the notebooks become a site; read by Sphinx from the folder where `make report` lays the executed notebooks."""

project = "The 2021 Taliban offensive in Afghanistan"
author = "The project's curators"
copyright = "text and data CC BY 4.0, code MIT"
extensions = ["myst_nb", "sphinx_design"]
exclude_patterns = ["extra"]
html_extra_path = ["extra"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_title = "The 2021 offensive, district by district"
html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": True,
    "use_fullscreen_button": False,
    "use_issues_button": False,
    "use_repository_button": False,
    "show_toc_level": 2,
    "navbar_persistent": [],
    "home_page_in_toc": True,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
html_use_index = False
nb_execution_mode = "off"  # executed before, in parallel
nb_merge_streams = True
nb_ipywidgets_js = {}  # no widget code from elsewhere: pages make no outside request
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]
