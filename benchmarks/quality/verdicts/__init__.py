"""False alarms among truly alike cases, and shifted ones missed, where the truth is known.

``python -m benchmarks.quality.verdicts`` prints the study as Markdown (Chinese).
"""
