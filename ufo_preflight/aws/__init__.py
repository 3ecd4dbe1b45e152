"""The only door to boto3 and botocore: identity, simulation, and the translation of both."""
