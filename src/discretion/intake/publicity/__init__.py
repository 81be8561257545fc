"""The national record of penalties made public (双公示): reading, checking, writing."""
