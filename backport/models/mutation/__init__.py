"""How much of a change in the code a model's properties notice: mutants of functions, killed or not."""
