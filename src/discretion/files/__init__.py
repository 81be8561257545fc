"""Writing files: in one step, and with bytes that do not tell when they were made."""
