"""Sphinx's settings for the documentation site; docs/build_site.py puts this file beside the gathered pages."""

project = "GAN playground"
author = "The contributors to GAN playground"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["misc.highlighting_failure"]
exclude_patterns = ["conf.py"]
html_theme = "furo"
html_title = "GAN playground"
html_logo = html_favicon = "app.svg"
html_copy_source = False
html_show_sphinx = False
nitpicky = True
