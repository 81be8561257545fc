"""How well similar cases are ranked, judged by people: ``python -m benchmarks.quality``."""
