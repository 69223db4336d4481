"""Traces over HTTP: what was asked, its page and its picture."""
