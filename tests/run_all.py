# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""tools/test: builds what the tests need and runs them all by one ctest, whose closing line is the last that is printed.

Each preset runs the tests that it is for; every build is a test of its own, so that a failed build fails the run and
the rest is tried all the same.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
OUT = CHECKOUT / "build" / "all-tests"
STARTED = time.monotonic()


@dataclass(frozen=True)
class Part:
    """One preset and the tests that run in it. Built are its `targets`; none: everything, "tests": the tests' own."""
    preset: str
    labels: frozenset
    targets: tuple = ()
    environment: dict = field(default_factory=dict)


SANITIZER = {"UBSAN_OPTIONS": "print_stacktrace=1"}
PARTS = [
    Part("asan", frozenset({"lint", "unit", "media", "protocol", "system"}), (), SANITIZER),
    # GStreamer and GLib are not built with the thread sanitizer: what happens inside them it cannot judge.
    Part("tsan", frozenset({"media"}), ("tests",), {"TSAN_OPTIONS": "ignore_noninstrumented_modules=1:second_deadlock_stack=1"}),
    Part("fuzz", frozenset({"fuzz"}), ("fuzz_targets",), SANITIZER),
    Part("release", frozenset({"browser", "package", "release"}), ("rotonded", "rotondectl")),
]
FULL = Part("release", frozenset({"browser", "package", "release", "long"}), ("rotonded", "rotondectl"))
FUZZ_SECONDS, FUZZ_SECONDS_FULL = 180, 1800


def say(text):
    print(f"test: {time.monotonic() - STARTED:5.0f} s  {text}", flush=True)


def run_logged(what, command, log):
    """Runs the command with its output in `log`; a line every ten seconds tells how far it is. Returns its exit code."""
    begun = told = time.monotonic()
    with open(log, "ab") as out:
        process = subprocess.Popen([str(part) for part in command], cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        while process.poll() is None:
            time.sleep(0.2)
            if time.monotonic() - told >= 10:
                told = time.monotonic()
                lines = log.read_bytes().splitlines()[-1:]
                say(f"{what}: {lines[0].decode(errors='replace')[:100] if lines else '…'}")
    say(f"{what}: {'done' if process.returncode == 0 else f'FAILED, see {log.relative_to(CHECKOUT)}'} ({time.monotonic() - begun:.0f} s)")
    return process.returncode


def tests_of(preset):
    """The preset's tests as ctest describes them."""
    answer = subprocess.run(["ctest", "--test-dir", f"build/{preset}", "--show-only=json-v1"], cwd=CHECKOUT, capture_output=True, text=True)
    return json.loads(answer.stdout)["tests"] if answer.returncode == 0 else []


def property_of(test, name, otherwise=None):
    return next((each["value"] for each in test.get("properties", []) if each["name"] == name), otherwise)


def quoted(text):
    return f"[==[{text}]==]"


def entry(name, command, properties):
    """The lines of a CTestTestfile.cmake for one test."""
    lines = [f"add_test({quoted(name)} {' '.join(quoted(part) for part in command)})"]
    for key, value in properties.items():
        text = ";".join(value) if isinstance(value, list) else str(value)
        lines.append(f"set_tests_properties({quoted(name)} PROPERTIES {key} {quoted(text)})")
    return lines


def log_of(name):
    log = OUT / f"{name}.log"
    log.write_bytes(b"")
    return log


def existing(preset, targets):
    """Those of the targets that the preset has."""
    return [name for name in targets if subprocess.run(["ninja", "-C", f"build/{preset}", "-t", "query", name], cwd=CHECKOUT, capture_output=True).returncode == 0]


def build(part, fuzz_seconds, chosen):
    """Configures and builds; returns the lines of the tests that were chosen."""
    log = log_of(f"{part.preset}-build")
    settings = [f"-DROTONDE_FUZZ_SECONDS={fuzz_seconds}"] if part.preset == "fuzz" else []
    status = run_logged(f"{part.preset}: configure", ["cmake", "--preset", part.preset, *settings], log)
    names = {test["name"] for test in tests_of(part.preset)
             if part.labels & set(property_of(test, "LABELS", [])) and chosen(f"{part.preset}:{test['name']}")}
    if status == 0 and not names:
        return []
    if status == 0:
        targets = existing(part.preset, sorted(names) if part.targets == ("tests",) else part.targets)
        if targets or not part.targets:
            status = run_logged(f"{part.preset}: build", ["ninja", "-C", f"build/{part.preset}", "-k", "0", *targets], log)
    tell = f"grep -aE 'error|FAILED|Error' '{log}' | head -n 30; tail -n 20 '{log}'; exit {status}"
    lines = entry(f"{part.preset}:build", ["/bin/sh", "-c", tell], {"LABELS": "build"})
    for test in tests_of(part.preset):
        if test["name"] in names:
            lines += copied(part, test)
    return lines


def copied(part, test):
    """One test of a preset, as an entry of the whole."""
    properties = {name: property_of(test, name) for name in ("LABELS", "TIMEOUT", "WORKING_DIRECTORY", "RUN_SERIAL", "WILL_FAIL", "RESOURCE_LOCK")}
    properties = {name: value if not isinstance(value, bool) else "ON" for name, value in properties.items() if value}
    environment = {line.split("=", 1)[0]: line.split("=", 1)[1] for line in property_of(test, "ENVIRONMENT", [])}
    properties["ENVIRONMENT"] = [f"{name}={value}" for name, value in {**part.environment, **environment}.items()]
    command = test.get("command") or ["/bin/sh", "-c", f"echo '{test['name']} was not built'; exit 1"]
    return entry(f"{part.preset}:{test['name']}", command, properties)


def run_ctest(jobs):
    """Runs ctest over all entries; the total time stands before its closing lines, so that those are the last."""
    command = ["ctest", "--test-dir", OUT, "--output-on-failure", "--no-tests=error", "--parallel", jobs]
    ctest = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for line in ctest.stdout:
        if re.match(rb"\d+% tests passed", line):
            say("builds and tests are done")
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
    return ctest.wait()


def main():
    parser = argparse.ArgumentParser(prog="tools/test", description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="also the long tests")
    parser.add_argument("filter", nargs="?", default="", help='regular expression over "PRESET:NAME"')
    options = parser.parse_args()
    pattern = re.compile(options.filter)
    OUT.mkdir(parents=True, exist_ok=True)

    if run_logged("peers", ["tools/peers"], log_of("peers")) != 0:
        print((OUT / "peers.log").read_text(), flush=True)
        say("some peers are missing: the tests that need them will fail and say so")
    lines = []
    for part in PARTS:
        part = FULL if options.full and part.preset == FULL.preset else part
        lines += build(part, FUZZ_SECONDS_FULL if options.full else FUZZ_SECONDS, lambda name: bool(pattern.search(name)))
    if options.full and pattern.search("tidy:build"):
        tidy = "cmake --preset tidy >/dev/null && exec cmake --build --preset tidy -- -k 0"
        lines += entry("tidy:build", ["/bin/sh", "-c", tidy], {"LABELS": "tidy", "TIMEOUT": 7200, "WORKING_DIRECTORY": str(CHECKOUT)})
    (OUT / "CTestTestfile.cmake").write_text("\n".join(lines) + "\n")
    jobs = os.environ.get("CTEST_PARALLEL_LEVEL", str(os.cpu_count() or 2))
    say(f"builds are done, {sum(line.startswith('add_test') for line in lines)} tests follow")
    sys.exit(run_ctest(jobs))


if __name__ == "__main__":
    main()
