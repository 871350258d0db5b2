"""Breaks references of real repositories one at a time, and counts what portlint finds."""
