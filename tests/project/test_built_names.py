"""Names in a built template."""

from __future__ import annotations

from tests.project.projects import REPOSITORY
from tests.project.test_built import TEMPLATE, built
from ufo_preflight.project.built_names import image_of, log_groups, task_definition
from ufo_preflight.project.documents import read_document
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project
from ufo_preflight.project.stack_template import read_template

CONFIG = ".ufo/config.rb"


def test_the_task_definition_and_its_log_groups():
    definition = task_definition(read_template(read_document(TEMPLATE), {}))
    assert definition["Family"] == "family"
    assert log_groups(definition) == ("built/logs",)
    assert image_of(definition) == ""
    assert task_definition(read_template({}, {})) == {}
    assert log_groups({}) == ()


def with_image(image, setting):
    text = TEMPLATE.replace("- LogConfiguration", f"- Image: {image}\n        LogConfiguration")
    project = built(text)
    config = project.contents[CONFIG].replace(f'"{REPOSITORY}"'.encode(), setting.encode())
    contents = {**project.contents, CONFIG: config}
    return read_project(type(project)(contents, project.modified, {}, "shop"), Layers())


def test_a_computed_image_is_told_by_what_was_built():
    found = with_image(f"{REPOSITORY}:1", "ENV['REPO']")
    assert found.features["ecr_push"].why == (
        f"The image in the built template.yml is {REPOSITORY}:1."
    )
    assert found.features["ecr_login"].used
    assert found.names["repository_arn"] == (
        "arn:{partition}:ecr:eu-west-1:111122223333:repository/shop",
    )
    assert with_image("org/shop", "ENV['REPO']").features["ecr_push"].used is False


def test_a_configured_image_is_the_one_that_is_pushed():
    found = with_image("org/other", f'"{REPOSITORY}"')
    assert found.features["ecr_push"].why == "`config.docker.repo` is in ECR in .ufo/config.rb."


def test_a_name_of_the_service_is_taken_as_it_is():
    text = TEMPLATE.replace("{Cluster: built}", "{Cluster: built, ServiceName: mine}")
    found = read_project(built(text), Layers())
    assert found.names["service"] == ("mine",)
    assert found.names["stack"] == ("shop-web-dev",)
