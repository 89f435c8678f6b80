"""Lifted functions against the same functions compiled by a C compiler."""
