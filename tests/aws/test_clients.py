"""What is asked of the clients exists in the real ones, with the parameters that are sent."""

from __future__ import annotations

import boto3

from tests.aws.sessions import REGION
from ufo_preflight.aws.clients import Boto3Session, IamClient, StsClient
from ufo_preflight.aws.grouping import Batch
from ufo_preflight.aws.session import AwsSettings, open_session
from ufo_preflight.aws.simulate import request_of
from ufo_preflight.model import ContextEntry, Question


def own(protocol):
    return {name for name in vars(protocol) if not name.startswith("_")}


def test_the_clients_have_every_call_that_is_named():
    session = open_session(AwsSettings(region=REGION))
    assert own(StsClient) <= set(dir(session.sts))
    assert own(IamClient) <= set(dir(session.iam))
    assert own(Boto3Session) <= set(dir(boto3.Session()))


def test_a_request_has_only_parameters_of_the_call():
    session = open_session(AwsSettings(region=REGION))
    batch = Batch("arn", (ContextEntry("a:b", ("c",)),), (Question("x:Y", "arn:z"),))
    model = session.iam.meta.service_model.operation_model("SimulatePrincipalPolicy")
    assert set(request_of(batch)) <= set(model.input_shape.members)
