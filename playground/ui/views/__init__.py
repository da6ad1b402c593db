"""Ways of looking, one file each; no view knows another."""
