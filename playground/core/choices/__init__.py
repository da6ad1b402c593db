"""What can be chosen: networks, objectives, penalties and optimizers, as tables that know nothing of an experiment."""
