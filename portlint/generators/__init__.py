"""One module per artifact. Any Generator at module level here is found."""
