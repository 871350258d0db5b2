"""What YAML files are, recognised by their shape; one module per dialect that reads its own way."""
