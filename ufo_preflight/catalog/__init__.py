"""What `ufo ship` needs from AWS, as reviewable data."""
