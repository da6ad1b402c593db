"""The panel for own P_data: drawn, typed, read from a file, or made of Gaussians placed by hand."""
