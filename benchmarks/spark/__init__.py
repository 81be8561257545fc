"""How determinations on Spark scale with cores: ``python -m benchmarks.spark``."""
