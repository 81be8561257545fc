"""What an audit finds of planted inconsistencies and disparities (synthetic worlds).

``python -m benchmarks.quality.audits`` prints the study as Markdown (Chinese).
"""
