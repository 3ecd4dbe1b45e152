"""UFO 4 takes a stack template of the project's own in place of its built-in one."""

from __future__ import annotations

import pytest

from tests.project.projects import V4, V5, facts, files

FILE = ".ufo/settings/cfn/stack.yml"
TEMPLATE = """
Parameters:
  CreateElb: {Type: String, Default: true}
Conditions:
  CreateElbIsTrue: !Equals [!Ref CreateElb, true]
Resources:
  Ecs:
    Type: AWS::ECS::Service
    Properties:
      Cluster: <%= @cluster %>
<%= custom_properties(:Ecs) %>
  Elb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Condition: CreateElbIsTrue
  Jobs:
    Type: AWS::SQS::Queue
"""


def test_its_resources_are_read_and_those_that_no_check_covers_named():
    found = facts(files(V4, {FILE: TEMPLATE}))
    assert found.uncovered == ("Jobs (AWS::SQS::Queue)",)
    assert found.features["elb"].why == f"Elb is in {FILE}."
    assert found.features["listener"].used is False


def test_its_conditions_know_whether_the_container_is_a_web_one():
    definition = V4[".ufo/task_definitions.rb"].replace('name: "web"', 'name: "worker"')
    found = facts(files(V4, {FILE: TEMPLATE, ".ufo/task_definitions.rb": definition}))
    assert found.features["elb"].used is False


def test_a_resource_that_may_be_there_is_named_too():
    text = TEMPLATE.replace("  Jobs:", "<% if queues? %>\n  Jobs:") + "<% end %>\n"
    assert facts(files(V4, {FILE: text})).uncovered == ("Jobs (a type that is not read)",)


@pytest.mark.parametrize("text", ["{", "<% ( %>", "Resources: <%= resources %>\n", "a: b\n"])
def test_a_template_that_cannot_be_read_leaves_the_stack_open(text):
    (what,) = facts(files(V4, {FILE: text})).uncovered
    assert what.startswith(f"whatever {FILE} makes, which ")


def test_ufo_5_reads_no_such_file():
    assert facts(files(V5, {FILE: TEMPLATE})).uncovered == ()
