"""Image names: in ECR or not, and where."""

from __future__ import annotations

import pytest

from ufo_preflight.project.images import (
    cleaned_repository_arn,
    dockerfile_of,
    is_ecr,
    repository_arn,
)
from ufo_preflight.project.snapshot import ProjectFiles

HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("image", "arn"),
    [
        (f"{HOST}/a/b:tag", "arn:{partition}:ecr:eu-west-1:111122223333:repository/a/b"),
        (f"{HOST}.cn/a", "arn:{partition}:ecr:eu-west-1:111122223333:repository/a"),
        ("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/a", None),
        ("org/shop", None),
        ("public.ecr.aws/a/b", None),
        ("$ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/a", None),
    ],
)
def test_repositories(image, arn):
    expected = arn or (
        "fips" in image and "arn:{partition}:ecr:us-east-1:111122223333:repository/a"
    )
    assert repository_arn(image) == (expected or None)


def test_ufo_tells_ecr_by_the_host():
    assert is_ecr(f"{HOST}/a")
    assert not is_ecr("public.ecr.aws/a")


def test_ufo_5_cleans_by_the_last_part_of_the_name():
    arn = "arn:{partition}:ecr:{region}:{account}:repository/b"
    assert cleaned_repository_arn(f"{HOST}/a/b") == arn
    assert cleaned_repository_arn("org/b") is None


def bases(**files):
    return dockerfile_of(ProjectFiles({name: text.encode() for name, text in files.items()}), {})


@pytest.mark.parametrize(
    ("text", "images", "is_open"),
    [
        ("FROM ruby:3.3\n", ("ruby:3.3",), False),
        ("FROM --platform=linux/amd64 a AS b\nFROM c\n", ("a", "c"), False),
        ("ARG BASE=ruby\nFROM ${BASE}\n", ("ruby",), False),
        ("ARG BASE='ruby'\nFROM $BASE\n", ("ruby",), False),
        ("FROM ${BASE:-ruby}\n", ("ruby",), False),
        ("FROM $BASE\n", ("$BASE",), True),
        ("# FROM a\n from b\n", (), False),
    ],
)
def test_base_images(text, images, is_open):
    found = bases(Dockerfile=text)
    assert (found.images, bool(found.open)) == (images, is_open)


def test_a_dockerfile_that_is_compiled_is_read_in_its_place():
    files = {"Dockerfile": "FROM old\n", "Dockerfile.erb": "FROM <%= @base_image %>\n"}
    found = bases(**files)
    assert (found.file, found.open) == ("Dockerfile.erb", "A FROM in Dockerfile.erb is computed.")


def test_a_dockerfile_that_is_not_there_has_no_images():
    assert dockerfile_of(ProjectFiles(), {}).open == ""
    unread = dockerfile_of(ProjectFiles(unread={"Dockerfile": "Permission denied"}), {})
    assert unread.open == "Dockerfile could not be read."
