"""One module per rule, named after its code. Any Rule at module level here is found."""
