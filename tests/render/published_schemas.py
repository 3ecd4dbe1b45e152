"""The published schemas of SARIF 2.1.0 (OASIS) and JUnit (Jenkins' xunit plugin, MIT), kept verbatim."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import xmlschema
from jsonschema import Draft7Validator

FOLDER = Path(__file__).parent / "published"


@functools.cache
def _sarif():
    schema = json.loads((FOLDER / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@functools.cache
def _junit():
    return xmlschema.XMLSchema(FOLDER / "junit-10.xsd")


def sarif_problems(document):
    return [f"{error.json_path}: {error.message}" for error in _sarif().iter_errors(document)]


def junit_problems(text):
    return [str(error) for error in _junit().iter_errors(text)]
