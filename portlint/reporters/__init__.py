"""One module per output format. Any Reporter at module level here is found."""
