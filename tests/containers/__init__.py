"""Small systems whose every reference is measured with curl, and held against what is predicted."""
