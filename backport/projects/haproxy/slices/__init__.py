"""Slices of HAProxy: one call into the branch's code, from every combination of the circumstances it depends on."""
