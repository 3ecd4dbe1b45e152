"""Commands of the AWS CLI that work as they are printed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from ufo_preflight.arn import Arn, global_region
from ufo_preflight.context import GLOBAL_SERVICES
from ufo_preflight.denial.around import Around, inferred_action
from ufo_preflight.denial.denial import TextReading

_ECR_HOST = re.compile(r"\d{12}\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com")
_PUBLIC_ECR = "public.ecr.aws"
_OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,79}")
# Calls on the objects themselves: a trail records them only where data events are switched on.
_DATA_EVENTS = re.compile(
    r"(?:Get|Put|Head|Delete|Copy|List|Post)Objects?(?:V2)?|UploadPart(?:Copy)?"
)
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d")
_AROUND, _AROUND_UNZONED = timedelta(minutes=15), timedelta(hours=14)


def decode_command(encoded: str) -> str:
    """Return the command that opens an encoded authorization message, which may begin with `-`."""
    return (
        f"aws sts decode-authorization-message --encoded-message={encoded}"
        " --query DecodedMessage --output text"
    )


def login_command(host: str | None) -> str:
    """Return the command that logs Docker in to the registry `host`, the caller's own without one."""
    if host == _PUBLIC_ECR:
        return (
            "aws ecr-public get-login-password --region us-east-1"
            f" | docker login --username AWS --password-stdin {_PUBLIC_ECR}"
        )
    named = _ECR_HOST.match(host or "")
    if named:
        return (
            f"aws ecr get-login-password --region {named['region']}"
            f" | docker login --username AWS --password-stdin {host}"
        )
    return (
        "aws ecr get-login-password | docker login --username AWS --password-stdin"
        ' "$(aws sts get-caller-identity --query Account --output text)'
        '.dkr.ecr.$(aws configure get region).amazonaws.com"'
    )


def trail_command(reading: TextReading) -> str:
    """Return the command that finds the refused call in CloudTrail, "" where none can."""
    # CloudFormation and the Java SDK say Set where S3 and its events say Put.
    operation = re.sub(r"^Set(?=Bucket)", "Put", reading.called or "")
    if not _OPERATION.fullmatch(operation) or _DATA_EVENTS.fullmatch(operation):
        return ""
    region = _region(reading)
    return " ".join(
        (
            "aws cloudtrail lookup-events",
            f"--lookup-attributes AttributeKey=EventName,AttributeValue={operation}",
            *_window(reading.time),
            *((f"--region {region}",) if region else ()),
            "--query \"Events[?contains(CloudTrailEvent, 'errorCode')].CloudTrailEvent\"",
            "--output text",
        )
    )


def _window(time: str | None) -> tuple[str, ...]:
    found = _parsed(time)
    if found is None:
        return ()
    around = _AROUND if found.tzinfo else _AROUND_UNZONED
    utc = found.astimezone(timezone.utc) if found.tzinfo else found
    first, last = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (utc - around, utc + around))
    return (f"--start-time {first}", f"--end-time {last}")


def _parsed(time: str | None) -> datetime | None:
    # Python 3.10 reads neither `Z` nor a fraction of any length.
    plain = re.sub(r"[.,]\d+", "", (time or "").replace("Z", "+00:00"))
    try:
        found = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", plain))
        return found if 2000 < found.year < 9000 else None
    except ValueError:
        return None


def _region(reading: TextReading) -> str:
    action = reading.action or inferred_action(Around(called=reading.called), "") or ""
    if action.partition(":")[0] in GLOBAL_SERVICES:
        return global_region("aws")
    try:
        region = Arn.parse(reading.resource or "").region
    except ValueError:
        return ""
    return region if _REGION.fullmatch(region) else ""
