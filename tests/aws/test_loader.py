"""The short way to botocore's data ends where the long way does."""

from __future__ import annotations

import os

import pytest
from botocore.loaders import Loader, create_loader
from botocore.session import Session

from ufo_preflight.aws.loader import SERVICES, DirectLoader

REGIONS = (
    "us-east-1",
    "us-west-2",
    "eu-central-2",
    "mx-central-1",
    "cn-north-1",
    "cn-northwest-1",
    "us-gov-west-1",
    "us-gov-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
)


def target(service, region, loader=None):
    """Return where a real client sends its requests and for which region it signs them."""
    session = Session()
    if loader is not None:
        session.register_component("data_loader", loader)
    client = session.create_client(service, region_name=region)
    signed = []
    client.meta.events.register(
        "before-sign", lambda **event: signed.append((event["signing_name"], event["region_name"]))
    )
    client.meta.events.register("before-send", lambda **_event: Answer())
    if service == "iam":
        client.list_account_aliases()
    else:
        client.get_caller_identity()
    return client.meta.endpoint_url, client.meta.partition, client.meta.region_name, signed


class Answer:
    """An HTTP answer without a network: botocore lets before-send handlers give one."""

    status_code = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - the shape of botocore's own
    content = b"<X><GetCallerIdentityResult/><ListAccountAliasesResult/></X>"


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", ["iam", "sts"])
def test_requests_go_where_botocore_sends_them(service, region):
    direct = DirectLoader.over(None, cuts_endpoints=True)
    assert target(service, region, direct) == target(service, region)


def test_the_variants_of_endpoints_are_all_known_where_they_are_wanted():
    whole = Loader().load_data_with_path("endpoints")
    assert DirectLoader.over(None, cuts_endpoints=False).load_data_with_path("endpoints") == whole


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_loads_as_botocore_loads_it(service):
    if service not in Loader().list_available_services("service-2"):
        pytest.skip(f"this botocore has no {service}")
    loaded = DirectLoader.over(None, cuts_endpoints=True).load_service_model(service, "service-2")
    assert loaded == Loader().load_service_model(service, "service-2")


def test_folders_of_the_user_are_searched_first_and_their_endpoints_count(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "endpoints.json").write_text('{"version": 3, "partitions": []}')
    path = os.pathsep.join((str(own), "~/elsewhere"))
    loader = DirectLoader.over(path, cuts_endpoints=True)
    assert loader.search_paths == create_loader(path).search_paths
    assert loader.load_data_with_path("endpoints") == (
        {"version": 3, "partitions": []},
        str(own / "endpoints"),
    )
