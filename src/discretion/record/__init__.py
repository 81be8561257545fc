"""The decision record: what was decided, on what, by which rules; append-only and hash-chained."""
