"""The world around HAProxy's connect path: what is not lifted, written in Python."""
