"""A model of the connect path written by hand from the branches' C: the judge of the model that runs their code."""
