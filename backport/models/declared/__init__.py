"""Models given as variables with ranges and guarded rules, so that several programs can search the same model."""
