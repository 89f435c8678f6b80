"""House rules, one small script each: prints what breaks the rule, exits 1 if anything does."""
