"""Plain immutable data that every other layer speaks in. No logic, no input or output."""
