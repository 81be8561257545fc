"""The stream of events: events a second, and memory that does not grow with them."""
