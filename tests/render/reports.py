"""Small reports, each for one thing that a renderer has to show. Their advice is the real one."""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.check import result_of
from ufo_preflight.grant import Grant
from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    Method,
    NearMiss,
    Need,
    Position,
    Question,
    Reason,
    Result,
    Statement,
)
from ufo_preflight.outcome import ActionResult, Check, CheckResult, Requirement
from ufo_preflight.remedy.causes import causes, hints
from ufo_preflight.report import FailOn, OnUnknown, ProjectSummary, Remediation, Report, Strictness

ACCOUNT = "111122223333"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:user/ci/deployer"
USER = Identity(PrincipalKind.USER, DEPLOYER, ACCOUNT, "aws", DEPLOYER, "the caller")
ROLE = Identity(
    PrincipalKind.ASSUMED_ROLE,
    f"arn:aws:sts::{ACCOUNT}:assumed-role/ship/GitHubActions",
    ACCOUNT,
    "aws",
    f"arn:aws:iam::{ACCOUNT}:role/ci/ship",
    "iam:GetRole",
)
FILES = Identity(PrincipalKind.POLICY_FILES, policy_source_from="policy files")
DEMO = ProjectSummary("/home/dee/demo", 6, "demo", "prod", "worker", "", "demo-worker-prod", "prod")
SEEN = "Based on AWS's policy simulator, which does not evaluate quotas."
SERVICE = f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/prod/demo-worker-prod"
CONTEXT = (ContextEntry("aws:RequestedRegion", ("us-west-2",)),)

ALLOWED = Decision.allowed()
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="no policy allows it")
TITLES = {
    "autoscaling": ("ApplicationAutoScaling", "application-autoscaling:RegisterScalableTarget"),
    "cloudformation": ("CloudFormation", "cloudformation:CreateStack"),
    "ec2": ("EC2", "ec2:CreateSecurityGroup"),
    "ecr": ("ECR", "ecr:PutImage"),
    "ecs": ("ECS", "ecs:CreateService"),
    "elb": ("ElasticloadBalancing", "elasticloadbalancing:DescribeLoadBalancers"),
    "elbv2": ("ElasticloadBalancingV2", "elasticloadbalancing:CreateLoadBalancer"),
    "iam": ("IAM", "iam:CreateRole"),
    "logs": ("Logs", "logs:CreateLogGroup"),
    "route53": ("Route53", "route53:ChangeResourceRecordSets"),
    "passrole": ("PassRole", "iam:PassRole"),
}
WHYS = {
    "ecr": "Only if the image, or a FROM, is in ECR.",
    "route53": "Only if a DNS record is configured.",
}


def statement(sid="", *, index=2, line=14, policy="deploy.json", effect="Deny", **more):
    layer = more.pop("layer", Layer.IDENTITY)
    start = Position(line, 5) if line else None
    return Statement(policy, layer, effect, sid, index, start, **more)


def requirement(check, action=None, resource=None, **more):
    principal, pattern = more.pop("principal", None), more.pop("pattern", None)
    action = action or TITLES[check][1]
    question = Question(action, resource, CONTEXT, principal, pattern=pattern)
    return Requirement(check, question, more.pop("why", "A ship calls it."), "a source", **more)


def row(check, *decisions, need=None, note="", why="", **more):
    """A row with one action, decided as `decisions`; none leaves it out."""
    asked = tuple(requirement(check, **more) for _ in decisions or "-")
    return decided(check, zip(asked, decisions, strict=False), need=need, note=note, why=why)


def decided(check, pairs, *, need=None, note="", why="", skipped=False, advisory=False):
    need = need or (Need.OPTIONAL if check in WHYS else Need.REQUIRED)
    actions = tuple(ActionResult(asked, decision) for asked, decision in pairs)
    check = Check(
        check,
        TITLES[check][0],
        need,
        why or WHYS.get(check, f"A ship needs {TITLES[check][0]}."),
        tuple(found.requirement for found in actions) or (requirement(check),),
        skipped,
        advisory,
    )
    result = result_of(check, actions) if actions else Result.SKIPPED
    return CheckResult(check, result, actions, note=note)


def report(*rows, identity=USER, **more):
    found = hints(rows, identity)
    given = {
        "region": "us-west-2",
        "method": Method("simulator", 3),
        "project": DEMO,
        "caveats": (SEEN,),
        **more,
    }
    return Report(identity, checks=found, causes=causes(found, identity), **given)


def all_pass():
    return [
        row(check, ALLOWED, note="limited to ECS tasks" if check == "passrole" else "")
        for check in TITLES
    ]


READY = report(*all_pass())

ECS_ACTIONS = [
    f"ecs:{verb}{noun}"
    for verb in ("Create", "Describe", "Update", "Delete")
    for noun in ("Cluster", "Service", "TaskSet")
]
NEAR_RESOURCE = NearMiss(
    statement("Demo", effect="Allow"),
    "resource",
    f"Resource is arn:aws:logs:us-west-2:{ACCOUNT}:log-group:other; asked log-group:ecs/demo",
    wanted=(f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:other",),
)
NEAR_CONDITION = NearMiss(
    statement("Region", effect="Allow", line=30),
    "condition",
    "StringEquals aws:RequestedRegion wants eu-west-1; it is us-west-2",
    "aws:RequestedRegion",
    ("eu-west-1",),
)
NO_ROLES = statement(
    "NoRoles",
    policy="Guard",
    policy_arn=f"arn:aws:iam::{ACCOUNT}:policy/Guard",
    text='{\n  "Sid": "NoRoles",\n  "Effect": "Deny",\n  "Action": "iam:*",\n  "Resource": "*"\n}',
)
BLOCKED = report(
    row("autoscaling", Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)),
    row(
        "cloudformation",
        Decision.denied(
            Reason.PERMISSIONS_BOUNDARY, Layer.PERMISSIONS_BOUNDARY, also=(Layer.IDENTITY,)
        ),
    ),
    row(
        "ec2",
        Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[NEAR_CONDITION]),
    ),
    row("ecr", DENIED),
    decided("ecs", [(requirement("ecs", name, SERVICE), DENIED) for name in ECS_ACTIONS]),
    row("elb", ALLOWED),
    decided(
        "elbv2",
        [
            (requirement("elbv2"), ALLOWED),
            (requirement("elbv2", "elasticloadbalancing:AddTags", advisory=True), DENIED),
        ],
    ),
    row("iam", Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[NO_ROLES])),
    row("logs", Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[NEAR_RESOURCE])),
    row("route53", Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY)),
    row(
        "passrole",
        Decision.denied(
            Reason.WRONG_SERVICE_PASSROLE,
            Layer.IDENTITY,
            detail="granted for ecs.amazonaws.com, not for ecs-tasks.amazonaws.com",
        ),
        resource=f"arn:aws:iam::{ACCOUNT}:role/demo-task",
    ),
    identity=ROLE,
    remediation=Remediation(
        (Grant("EcrPutImage", ("ecr:PutImage",)),), True, ("Ask the administrator.",)
    ),
    warnings=("deploy.json: elasticloadbalancingv2 is no IAM prefix.",),
)

MFA = statement("Mfa", line=20)
UNDETERMINED = report(
    row("autoscaling", Decision.unknown(Reason.THROTTLED)),
    row("cloudformation", Decision.unknown(Reason.THROTTLED)),
    row(
        "ec2",
        Decision.unknown(
            Reason.MISSING_CONTEXT,
            missing_context=["aws:MultiFactorAuthPresent", "aws:SourceIp"],
            matched=[MFA],
        ),
    ),
    row("ecr", Decision.unknown(Reason.NO_RESULT, detail="the connection was cut")),
    row("ecs", Decision.unknown(Reason.SCOPED_ONLY, detail=f"Granted on {SERVICE} only.")),
    row("elb", Decision.unknown(Reason.SIMULATE_DENIED)),
    row("elbv2", Decision.unknown(Reason.SIMULATE_DENIED)),
    row("iam", Decision.unknown(Reason.NOT_SUPPORTED_PRINCIPAL, detail="the root user has none")),
    row("logs", Decision.unknown(Reason.REFUSED_BY_API, detail="InvalidInput: Context key")),
    replace(row("route53", ALLOWED, why="dns.domain is set."), actions=(), result=Result.UNKNOWN),
    row("passrole", Decision.unknown(Reason.SCOPED_ONLY)),
    project=None,
)

OFFLINE = report(
    row("ecs", DENIED, pattern=f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/*"),
    row("logs", ALLOWED),
    identity=FILES,
    region="",
    method=Method("policy-files"),
    project=None,
    caveats=("Based on the policy files alone.",),
)

PATH = "aws-reserved/sso.amazonaws.com/us-gov-west-1"
NAME = "AWSReservedSSO_PlatformEngineeringDeployersProductionAndStaging_0123456789abcdef"
LONG = report(
    row(
        "ecs",
        DENIED,
        resource=f"arn:aws-us-gov:ecs:us-gov-west-1:{ACCOUNT}:service/"
        "a-cluster-with-a-name-that-nobody-can-remember-any-more/and-a-service-that-is-worse",
    ),
    identity=Identity(
        PrincipalKind.SSO_ROLE,
        f"arn:aws-us-gov:sts::{ACCOUNT}:assumed-role/{NAME}/dee.the.engineer@example.com",
        ACCOUNT,
        "aws-us-gov",
        f"arn:aws-us-gov:iam::{ACCOUNT}:role/{PATH}/{NAME}",
        "iam:GetRole",
    ),
    region="us-gov-west-1",
)

UNICODE = report(
    row("ecs", DENIED, why="サービスはこのスタックにあります: das Größte, was ein Schiff braucht."),
    project=ProjectSummary("/srv/デモ", 6, "デモ-アプリ", "prod", "wörker"),
)

SKIPPED = report(
    decided("ec2", [], skipped=True),
    decided("ecr", [], skipped=True),
    row("ecs", ALLOWED),
    decided("route53", [], need=Need.NO, why="No DNS record: .ufo/config.rb sets no dns.name."),
    row("passrole", ALLOWED, note="unconditional: wider than UFO's page recommends"),
)

FULL = report(
    decided("ecs", [(requirement("ecs", name, SERVICE), ALLOWED) for name in ECS_ACTIONS]),
    decided(
        "logs",
        [
            (requirement("logs"), ALLOWED),
            (requirement("logs", "logs:PutRetentionPolicy"), DENIED),
            (
                requirement("logs", "logs:DeleteLogGroup", principal=f"{DEPLOYER}-service"),
                DENIED,
            ),
        ],
    ),
    decided("ec2", []),
)

NASTY = (
    "\x1b]0;red\x07\x1b[32m ]]> </script><b>| `x` ::error::x %0A ##[error]\r\n::error ::\u202e\0é"
)
HOSTILE = report(
    row(
        "ecs",
        Decision.denied(
            Reason.EXPLICIT_DENY,
            Layer.IDENTITY,
            matched=[statement(NASTY, policy=NASTY, text=NASTY, policy_arn=NASTY)],
            detail=NASTY,
        ),
        why=NASTY,
        note=NASTY,
        resource=NASTY,
    ),
    row("logs", Decision.unknown(Reason.REFUSED_BY_API, detail=NASTY)),
    identity=Identity(PrincipalKind.USER, NASTY, NASTY, NASTY, NASTY, NASTY),
    region=NASTY,
    project=ProjectSummary(NASTY, 6, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY),
    caveats=(NASTY,),
    warnings=(NASTY,),
)

LENIENT = report(
    row("ecs", DENIED),
    row("logs", Decision.unknown(Reason.THROTTLED)),
    strictness=Strictness(FailOn.NEVER, OnUnknown.WARN),
)

REPORTS = {
    "ready": READY,
    "blocked": BLOCKED,
    "undetermined": UNDETERMINED,
    "offline": OFFLINE,
    "long": LONG,
    "unicode": UNICODE,
    "skipped": SKIPPED,
    "full": FULL,
    "hostile": HOSTILE,
    "lenient": LENIENT,
}
