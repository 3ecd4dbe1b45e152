"""The AWS options as the settings of a session."""

from __future__ import annotations

import argparse

from ufo_preflight.aws.settings import AwsSettings


def settings_of(args: argparse.Namespace) -> AwsSettings:
    """Return the session settings that the options ask for."""
    return AwsSettings(
        profile=args.profile,
        region=args.region,
        endpoint_url=args.endpoint_url,
        ca_bundle=args.ca_bundle,
        verify_ssl=not args.no_verify_ssl,
        read_timeout=args.cli_read_timeout,
        connect_timeout=args.cli_connect_timeout,
    )
