"""What a UFO project says about its ship, read statically and never executed."""
