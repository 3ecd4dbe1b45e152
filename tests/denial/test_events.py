import json

import pytest

from tests.denial.messages import SERVICE, USER, message, no_identity
from ufo_preflight.denial import explain

ROLE = "arn:aws:sts::111122223333:assumed-role/ci/ci"
INSTANCE = "arn:aws:ec2:us-west-2:111122223333:instance/*"
DECODED = {
    "allowed": False,
    "explicitDeny": True,
    "matchedStatements": {
        "items": [
            {
                "statementId": "NeedTag",
                "effect": "DENY",
                "principals": {"items": [{"value": "AROAEXAMPLE"}]},
                "actions": {"items": [{"value": "ec2:RunInstances"}]},
            }
        ]
    },
    "failures": {"items": []},
    "context": {
        "principal": {"id": "AROAEXAMPLE:ci", "arn": ROLE},
        "action": "ec2:RunInstances",
        "resource": INSTANCE,
        "conditions": {"items": [{"key": "ec2:Region", "values": {"items": [{"value": "x"}]}}]},
    },
}


def event(name="CreateService", source="ecs", code="AccessDenied", text=None, **more):
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:ci",
            "arn": ROLE,
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::111122223333:role/ci"}
            },
        },
        "eventTime": "2026-03-02T09:14:05Z",
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-west-2",
        **({"errorCode": code} if code else {}),
        **({"errorMessage": text} if text else {}),
        "requestParameters": {"cluster": "dev"},
        "responseElements": None,
        **more,
    }


def lookup(*events):
    return {
        "Events": [
            {
                "EventId": "0b1c",
                "EventName": one["eventName"],
                "EventSource": one["eventSource"],
                "Username": "ci",
                "CloudTrailEvent": json.dumps(one),
            }
            for one in events
        ]
    }


def wrapped(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(DECODED),
        json.dumps(DECODED, indent=2),
        json.dumps(DECODED, sort_keys=True),
        json.dumps({"DecodedMessage": json.dumps(DECODED)}),
        json.dumps({"DecodedMessage": json.dumps(DECODED)}, indent=4),
        "before\n" + json.dumps(DECODED) + "\nafter",
        wrapped(json.dumps(DECODED), 80),
        wrapped(json.dumps({"DecodedMessage": json.dumps(DECODED)}), 100),
    ],
)
def test_a_decoded_message_is_read_as_it_comes(text):
    (denial,) = explain(text)
    assert (denial.principal, denial.action, denial.resource) == (
        ROLE,
        "ec2:RunInstances",
        INSTANCE,
    )
    assert denial.reason == "explicit_unspecified"
    assert "The decoded message names the DENY statement NeedTag." in denial.advice.notes
    assert denial.advice.statement == ""


def test_several_decoded_messages_are_several_denials():
    other = {**DECODED, "context": {**DECODED["context"], "action": "ec2:StopInstances"}}
    text = json.dumps([DECODED, other], indent=1)
    assert [one.action for one in explain(text)] == ["ec2:RunInstances", "ec2:StopInstances"]


def test_a_decoded_message_of_an_allowed_request_is_no_denial():
    assert explain(json.dumps({**DECODED, "allowed": True, "explicitDeny": False})) == []


def test_an_action_without_its_service_gets_it_from_the_conditions():
    conditions = {"items": [{"key": "aws:Service", "values": {"items": [{"value": "ec2"}]}}]}
    context = {**DECODED["context"], "action": "RunInstances", "conditions": conditions}
    (denial,) = explain(json.dumps({**DECODED, "context": context}))
    assert denial.action == "ec2:RunInstances"


TOLD = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"), ROLE)


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: json.dumps(one),
        lambda one: json.dumps(one, indent=2),
        lambda one: json.dumps({"Records": [event(code=None), one]}),
        lambda one: json.dumps(lookup(one)),
        lambda one: json.dumps(lookup(event(code=None), one), indent=4),
        lambda one: json.dumps([one, one]),
        lambda one: json.dumps({"message": json.dumps(lookup(one))}),
        lambda one: wrapped(json.dumps(one), 120),
    ],
)
@pytest.mark.parametrize("text", [TOLD, None])
def test_an_event_of_cloudtrail_is_read_as_it_comes(shape, text):
    (denial,) = explain(shape(event(text=text)))
    assert (denial.principal, denial.action, denial.called) == (
        ROLE,
        "ecs:CreateService",
        "CreateService",
    )
    assert denial.resource == (SERVICE if text else None)
    assert denial.is_understood


def test_an_event_without_a_message_leads_to_its_own_record():
    (denial,) = explain(json.dumps(event("CreateStack", "cloudformation")))
    assert denial.action == "cloudformation:CreateStack"
    assert denial.time == "2026-03-02T09:14:05Z"


def test_s3_tells_the_object_in_its_resources():
    bucket = {"type": "AWS::S3::Bucket", "accountId": "111122223333"}
    thing = {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::demo/a.txt"}
    one = event("GetObject", "s3", resources=[thing, bucket])
    (denial,) = explain(json.dumps(one))
    assert (denial.action, denial.resource) == ("s3:GetObject", "arn:aws:s3:::demo/a.txt")


def test_an_endpoint_s_refusal_names_its_layer():
    one = event("PutObject", "s3", "VpceAccessDenied")
    (denial,) = explain(json.dumps(one))
    assert (denial.action, denial.reason) == ("s3:PutObject", "vpce_explicit")
    assert denial.advice.statement == ""


def test_ec2_s_event_has_its_principal():
    text = (
        "You are not authorized to perform this operation. Encoded authorization failure message: "
    )
    one = event("RunInstances", "ec2", "Client.UnauthorizedOperation", text + "AbCdEf0123456789gh")
    (denial,) = explain(json.dumps(one, indent=2))
    assert (denial.principal, denial.action) == (ROLE, "ec2:RunInstances")
    assert denial.encoded == "AbCdEf0123456789gh"


def test_events_that_succeeded_are_no_denials():
    assert explain(json.dumps(lookup(event(code=None), event("ListTasks", code=None)))) == []


def test_many_events_are_read_in_one_pass():
    events = [
        event("CreateService", text=TOLD.replace("demo-web", f"demo-{n}")) for n in range(300)
    ]
    assert len(explain(json.dumps(lookup(*events)))) == 300
    assert USER not in json.dumps(events)
