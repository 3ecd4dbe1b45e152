"""Small UFO projects for tests: a tree of texts for each version, and changes to it."""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project
from ufo_preflight.project.snapshot import ProjectFiles

REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop"
CONFIG, TASK = ".ufo/config.rb", ".ufo/resources/task_definitions/web.yml"
TASK_ROLE = ".ufo/resources/iam_roles/task_role.rb"
EXECUTION_ROLE = ".ufo/resources/iam_roles/execution_role.rb"
VARS = ".ufo/vars/base.rb"

V6 = {
    CONFIG: f"""
Ufo.configure do |config|
  config.app = "shop"
  config.docker.repo = "{REPOSITORY}"
end
""",
    VARS: """
@family = family
@name = role
@image = docker_image
@log_group = expansion("ecs/:APP-:ENV-:EXTRA")
""",
    TASK: """
family: <%= @family %>
networkMode: bridge
containerDefinitions:
- name: <%= @name %>
  image: <%= @image %>
  memory: 256
<% if @log_group -%>
  logConfiguration:
    logDriver: awslogs
    options:
      awslogs-group: "<%= @log_group %>"
<% end -%>
""",
    TASK_ROLE: 'iam_policy("exec", Action: ["ssmmessages:*"], Effect: "Allow", Resource: "*")\n',
    EXECUTION_ROLE: 'managed_iam_policy("service-role/AmazonECSTaskExecutionRolePolicy")\n',
    "Dockerfile": "FROM ruby:3.3\nEXPOSE 80\n",
}
LEGACY = {
    ".ufo/settings.yml": f"""
base:
  image: {REPOSITORY}
  stack_naming: append_env
development:
  cluster: dev
""",
    ".ufo/settings/cfn/default.yml": "listener:\n  port: 80\n",
    ".ufo/settings/network/default.yml": "vpc: vpc-1\necs_subnets: [subnet-1, subnet-2]\n",
    ".ufo/task_definitions.rb": """
task_definition "shop-web" do
  source "main"
  variables(
    family: task_definition_name,
    name: "web",
    container_port: helper.dockerfile_port,
    log_group: ["ecs/shop-web", Ufo.env_extra].compact.join("-")
  )
end
""",
    ".ufo/templates/main.json.erb": """
{
  "family": "<%= @family %>",
  "containerDefinitions": [
    {
      "name": "<%= @name %>",
      "image": "<%= @image %>",
      "portMappings": [{"containerPort": "<%= @container_port %>"}],
      <% if @log_group %>
      "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "<%= @log_group %>"}},
      <% end %>
      "essential": true
    }
  ]
}
""",
    "Dockerfile": "FROM ruby:3.3\n",
}
V5 = {
    **LEGACY,
    ".ufo/iam_roles/execution_role.rb": 'managed_iam_policy("AmazonSSMReadOnlyAccess")\n',
    "Gemfile.lock": "    ufo (5.0.7)\n",
}
V4 = {**LEGACY, "Gemfile.lock": "    ufo (4.6.3)\n"}


def files(tree: Mapping[str, str], changes: Mapping[str, str | None] | None = None) -> ProjectFiles:
    """Return a snapshot of a tree; a change of None takes a file away."""
    texts = {**tree, **(changes or {})}
    contents = {path: text.encode() for path, text in texts.items() if text is not None}
    return ProjectFiles(contents, dict.fromkeys(contents, 1.0), {}, "shop")


def v6(settings: str = "", changes: Mapping[str, str | None] | None = None) -> ProjectFiles:
    """Return a UFO 6 project with more settings in its config.rb, and other changes."""
    config = V6[CONFIG].replace("\nend", f"\n{settings}\nend")
    return files(V6, {CONFIG: config, **(changes or {})})


def facts(project: ProjectFiles, **layers: str) -> ShipFacts:
    """Return what is read of a project."""
    return read_project(project, Layers(**layers))


def used(project: ProjectFiles, **layers: str) -> dict[str, bool | None]:
    """Return which features the ship of a project uses."""
    return {name: found.used for name, found in facts(project, **layers).features.items()}


def flipped(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Return what is not as it was before."""
    return {name: value for name, value in after.items() if before.get(name) != value}
