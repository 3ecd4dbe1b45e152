from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def started(*argv):
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox", *argv],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def exports(process):
    lines = [process.stdout.readline() for _ in range(2)]
    assert all(line.startswith("export ") for line in lines)
    return dict(re.findall(r"(\w+)=(\S*)", " ".join(lines)))


def identity(settings, monkeypatch):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return boto3.session.Session().client("sts").get_caller_identity()["Arn"]


def test_it_serves_the_pages_account_until_it_is_interrupted(monkeypatch):
    with started() as process:
        settings = exports(process)
        assert identity(settings, monkeypatch) == "arn:aws:iam::123456789012:user/ufo"
        checked = subprocess.run(
            [sys.executable, "-m", "ufo_preflight", "-o", "short"],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked
        process.send_signal(signal.SIGINT)
        rest, talk = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, "")
        assert talk.endswith("Stopped.\n")


def test_an_empty_account_is_the_root_users(monkeypatch):
    with started("--empty", "--shape", "old", "--delay", "1", "--enforce") as process:
        settings = exports(process)
        assert identity(settings, monkeypatch) == "arn:aws:iam::123456789012:root"
        assert boto3.session.Session().client("iam").list_users()["Users"] == []


def test_a_port_in_use_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with started("--port", port) as process:
            _, talk = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is in use by another program." in talk


@pytest.mark.parametrize("argv", [("--shape", "newer"), ("--port", "x")])
def test_a_wrong_option_is_usage(argv):
    with started(*argv) as process:
        process.communicate(timeout=60)
        assert process.returncode == 2
