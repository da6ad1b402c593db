"""The panel in which a person makes P_data: drawn, typed, read from a file, or of Gaussians placed by hand."""
