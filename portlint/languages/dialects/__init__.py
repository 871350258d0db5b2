"""What YAML files are, by their shape; one module per dialect that reads its own way."""
