"""AccessDenied texts: read, explained, answered."""
