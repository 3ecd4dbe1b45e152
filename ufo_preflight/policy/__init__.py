"""The IAM policy language, offline."""
