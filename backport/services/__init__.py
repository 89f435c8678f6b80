"""Which commits a CI job is about, told by the environment its service makes: one module per service, in one table."""

from backport.services.added import Added, find

__all__ = ["Added", "find"]
