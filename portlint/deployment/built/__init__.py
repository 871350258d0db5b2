"""Which images that are only named are built in this repository: decision 21."""
