"""Plug-ins of other distributions: found by their entry points, loaded only when asked for."""
