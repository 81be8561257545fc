"""What the calibrated method says of real outcomes: prison terms for structured facts.

``python -m benchmarks.quality.outcomes`` prints the study as Markdown (Chinese).
"""
