"""Where a container listens, by all that files say of its program: decision 12."""
