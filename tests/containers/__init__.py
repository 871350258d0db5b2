"""Small systems: every reference measured with curl, and held against what is predicted."""
