"""Files of users: written in one step and alike each time, and guarded when they come in."""
