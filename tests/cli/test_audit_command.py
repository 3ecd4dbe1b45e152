"""`audit`: the options, the formats, the exit codes."""

from __future__ import annotations

import json

import pytest

from tests.auditing.accounts import ARN, account, group, role, trust, user
from tests.cli.worlds import Terminal, run, world_in
from ufo_preflight.cli import main
from ufo_preflight.cli.audit_command import FORMATS
from ufo_preflight.cli.world import World

HERE = ("audit", "--account-file", "account.json", "--region", "us-west-2")
ENTRIES = (
    user("admin", "admin"),
    user("twin", "admin"),
    user("reader", "reader"),
    group("all", "admin"),
    role("ci", "admin", trusted=trust({"AWS": "*"}), used="2026-11-01"),
    role("maybe", "mfa"),
    role("no-iam", "no-iam"),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "account.json").write_text(json.dumps(account(*ENTRIES)))
    return tmp_path


def test_the_table_folds_what_is_the_same(folder):
    code, out, err = run(folder, *HERE)
    assert (code, err) == (0, "")
    assert out.startswith("Who can ship to us-west-2 of account 111122223333: 7 principals")
    assert "+ user/admin +1 " in out
    assert "user/twin" not in out
    assert "  role/ci, last used 2026-11-01: * *; every principal of every account" in out
    assert out.endswith("4 ready, 1 undetermined, 2 blocked.\n")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_verbose_shows_everybody_and_the_reason_of_each_cell(folder):
    _, out, _ = run(folder, *HERE, "-v")
    assert "user/twin" in out
    assert "explicit-deny by identity in account.json (no-iam), statement" in " ".join(out.split())


@pytest.mark.parametrize("output", FORMATS)
def test_every_format_names_who_can_ship(folder, output):
    code, out, _ = run(folder, *HERE, "-o", output)
    assert code == 0
    assert "ci" in out
    _, _, _ = run(folder, *HERE, "--report", f"{output}=file", "-q")
    kept = (folder / "file").read_text()
    # A file can show every mark, the stdout of the tests ASCII alone.
    marks = str.maketrans("✓✗", "+x") if output == "table" else {}
    assert kept.translate(marks).strip() == out.strip()


def test_the_json_and_its_lines_say_the_same(folder):
    whole = json.loads(run(folder, *HERE, "-o", "json")[1])
    *lines, summary = map(json.loads, run(folder, *HERE, "-o", "jsonl")[1].splitlines())
    assert [
        {**one, "type": "principal", "account": whole["account"]} for one in whole["principals"]
    ] == lines
    assert summary["summary"] == whole["summary"]
    assert json.loads(run(folder, *HERE, "-o", "sarif")[1])["version"] == "2.1.0"


def test_text_of_the_account_stays_text_in_the_page(folder):
    evil = {**user("u", "admin"), "Arn": f"{ARN}user/</script><img src=x onerror=alert(1)>"}
    (folder / "account.json").write_text(json.dumps(account(evil)))
    page = run(folder, *HERE, "-o", "html")[1]
    assert "<img" not in page
    assert page.count("</script>") == 2
    assert "default-src 'none'" in page


def test_an_allow_list_closes_the_gate_and_names_the_statement(folder):
    (folder / "allowed.txt").write_text("# who may ship\n*user/admin\n*group/all # everybody\n\n")
    code, out, _ = run(folder, *HERE, "--allow-list", "allowed.txt")
    assert code == 1
    said = " ".join(out.split())
    assert f"Not on the allow-list, and can ship: {ARN}user/twin, granted by account.json" in said
    (folder / "allowed.txt").write_text("*user/*\n*group/all\n*role/ci\n")
    assert run(folder, *HERE, "--allow-list", "allowed.txt")[0] == 3
    assert run(folder, *HERE, "--allow-list", "allowed.txt", "--on-unknown", "warn")[0] == 0


def test_some_can_be_named_or_left_out(folder):
    _, out, _ = run(folder, *HERE, "--principal", "user/*", "--exclude", "twin", "-o", "short")
    assert [line.split()[1].rpartition(":")[2] for line in out.splitlines()[:-1]] == [
        "user/admin",
        "user/reader",
    ]
    _, out, _ = run(folder, *HERE, "--can-ship", "-o", "short")
    assert {line.split()[0] for line in out.splitlines()[:-1]} == {"ready"}
    _, out, _ = run(folder, *HERE, "--cannot-ship", "-o", "short")
    assert {line.split()[0] for line in out.splitlines()[:-1]} == {"blocked"}
    code, _, err = run(folder, *HERE, "--can-ship", "--cannot-ship")
    assert (code, "exclude each other" in err) == (2, True)


def test_service_control_policies_limit_all(folder):
    (folder / "scp.json").write_text(
        '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    )
    _, out, _ = run(folder, *HERE, "--scp-file", "scp.json", "-q")
    assert out.endswith("0 ready, 0 undetermined, 7 blocked.\n")


def test_saved_reports_are_joined(folder):
    for name in ("one.json", "two.json"):
        (folder / name).write_text(run(folder, *HERE, "-o", "json")[1])
    code, out, _ = run(folder, "audit", "--merge", "one.json", "--merge", "two.json", "-q")
    assert (code, out.splitlines()[-1]) == (0, "8 ready, 2 undetermined, 4 blocked.")
    code, _, err = run(folder, "audit", "--merge", "one.json", "--jobs", "2")
    assert (code, "--merge only joins reports" in err) == (2, True)
    (folder / "two.json").write_text("[]")
    assert run(folder, "audit", "--merge", "two.json")[0] == 2
    (folder / "two.json").write_text("{}")
    assert run(folder, "audit", "--merge", "two.json")[0] == 2
    (folder / "two.json").write_text("{")
    assert run(folder, "audit", "--merge", "two.json")[0] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "account.json:1:1: '{' is never closed"),
        ('{"Statement": []}', "this is no export of an account"),
        ('{"UserDetailList": 5}', "account.json:1:20: the export is damaged: a list"),
        ('{"UserDetailList": [], "IsTruncated": true}', "one page of the account's export"),
    ],
)
def test_a_damaged_export_exits_2_with_its_place(folder, text, said):
    (folder / "account.json").write_text(text)
    code, out, err = run(folder, *HERE)
    assert (code, out) == (2, "")
    assert said in err


def test_a_file_has_no_region(folder):
    code, _, err = run(folder, "audit", "--account-file", "account.json")
    assert (code, "the region of the deploy is not known" in err) == (2, True)


def test_processes_give_the_same_bytes(folder):
    many = [role(f"r{n}", ["admin", "no-iam", "mfa", "by-name"][n % 4]) for n in range(1100)]
    (folder / "account.json").write_text(json.dumps(account(*many)))
    one, two = (run(folder, *HERE, "-o", "json", "--jobs", jobs)[1] for jobs in ("1", "2"))
    assert one == two


def test_progress_is_for_terminals_and_wiped(folder):
    world = world_in(folder)
    shown = World(world.stdin, world.stdout, Terminal(), {"TERM": "xterm"}, folder)
    assert main(HERE, world=shown) == 0
    assert "of 7 principals" in shown.stderr.getvalue()
    assert shown.stderr.getvalue().endswith("\r\x1b[K")


def test_what_was_asked_may_be_less(folder):
    _, out, _ = run(folder, *HERE, "--only", "iam", "-o", "json")
    principal = json.loads(out)["principals"][0]
    assert {check for check, result in principal["results"].items() if result != "skipped"} == {
        "iam"
    }
