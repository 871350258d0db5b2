"""Configuration files of servers and scrapers, linked to the services in which they are read."""
