"""The ways in which references are broken, a module for each place where they stand."""
