"""Sphinx settings: MyST markdown, furo, warnings are errors (make check)."""

import absentia.api  # noqa: F401  made from pydantic's annotations, into which autodoc writes: it must come first
from absentia import __version__

project = "absentia"
author = "The absentia maintainers"
copyright = "2026, the absentia maintainers"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "absentia"
html_static_path = ["_static"]
html_css_files = ["doors.css"]
html_extra_path = ["extra"]
html_show_sphinx = False
exclude_patterns = ["_build", "extra"]
language = "en"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
nitpicky = False
suppress_warnings = ["myst.strikethrough"]
