"""The command line: ``discretion demo | determine | similar | check | rules | ingest``."""

from discretion.cli.main import main

__all__ = ["main"]
