"""The rulebook to leaf through: its items, tables, sources, findings and changes as plain data."""
