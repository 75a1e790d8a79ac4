# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Debian package: what it holds, what it depends on, and that its programs start from where they stand in it."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("ROTONDE_BUILD", CHECKOUT / "build" / "release"))
FILES = {
    "usr/bin/rotondectl",
    "usr/lib/systemd/system/rotonded.service",
    "usr/lib/sysusers.d/rotonde.conf",
    "usr/lib/tmpfiles.d/rotonde.conf",
    "usr/libexec/rotonde/rotonded",
    "usr/share/doc/rotonde/README.md",
    "usr/share/doc/rotonde/configuration.md",
    "usr/share/doc/rotonde/copyright",
    "usr/share/rotonde/site.example.toml",
}


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


def runtime_packages():
    """Group [runtime] of tools/packages.list."""
    group, names = "", []
    for line in (CHECKOUT / "tools" / "packages.list").read_text().splitlines():
        if line.startswith("["):
            group = line
        elif line and not line.startswith("#") and group == "[runtime]":
            names.append(line.strip())
    return names


class DebianPackage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="rotonde-deb-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        packed = run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder / "pack")
        found = list((cls.folder / "pack").glob("*.deb"))
        if packed.returncode != 0 or len(found) != 1:
            raise AssertionError(f"cpack made {len(found)} packages (is {BUILD} built?):\n{packed.stdout}{packed.stderr}")
        cls.deb = found[0]
        cls.tree = cls.folder / "tree"
        subprocess.run(["dpkg-deb", "-x", cls.deb, cls.tree], check=True)

    def field(self, name):
        return run("dpkg-deb", "--field", self.deb, name).stdout.strip()

    def test_it_is_named_by_version_and_architecture(self):
        version = re.search(r"project\(rotonde VERSION ([0-9.]+)", (CHECKOUT / "CMakeLists.txt").read_text()).group(1)
        architecture = run("dpkg", "--print-architecture").stdout.strip()
        self.assertEqual(self.deb.name, f"rotonde_{version}_{architecture}.deb")
        self.assertEqual(self.field("Architecture"), architecture)

    def test_it_holds_the_programs_and_their_data_alone(self):
        files = {str(path.relative_to(self.tree)) for path in self.tree.rglob("*") if path.is_file()}
        self.assertEqual(files, FILES)

    def test_everything_belongs_to_root_and_nothing_is_writable_by_others(self):
        listing = run("dpkg-deb", "-c", self.deb).stdout.splitlines()
        self.assertGreater(len(listing), len(FILES))
        for line in listing:
            self.assertRegex(line, r"^[d-]r[w-][x-]r-[x-]r-[x-] root/root ")

    def test_it_depends_on_what_is_linked_and_on_what_is_loaded_at_run_time(self):
        depends = {part.split()[0] for part in self.field("Depends").split(", ")}
        runtime = runtime_packages()
        self.assertIn("gstreamer1.0-nice", runtime)
        self.assertEqual([name for name in runtime if name not in depends], [])
        for library in ("libc6", "libgstreamer1.0-0", "libsoup-3.0-0", "libstdc++6", "libsystemd0"):
            self.assertIn(library, depends)
        self.assertEqual([name for name in depends if name.endswith("-dev")], [])

    def test_the_programs_start_from_the_unpacked_tree(self):
        version = run(self.tree / "usr/libexec/rotonde/rotonded", "--version")
        self.assertEqual((version.returncode, version.stdout.split()[:1]), (0, ["rotonded"]), version.stderr)
        help_text = run(self.tree / "usr/bin/rotondectl", "--help")
        self.assertEqual(help_text.returncode, 0, help_text.stderr)
        self.assertIn("screenshot", help_text.stdout)

    def test_the_programs_carry_no_path_of_this_build(self):
        for program in ("usr/libexec/rotonde/rotonded", "usr/bin/rotondectl"):
            self.assertNotIn("RUNPATH", run("objdump", "-p", self.tree / program).stdout)

    def test_the_example_settings_are_valid_as_they_are_and_with_every_line_in_force(self):
        example = self.tree / "usr/share/rotonde/site.example.toml"
        opened = self.folder / "opened.toml"
        opened.write_text(re.sub(r"^#(?=\w+ = )", "", example.read_text(), flags=re.MULTILINE))
        self.assertIn("\nfeed = ", opened.read_text())
        for file in (example, opened):
            checked = run(self.tree / "usr/bin/rotondectl", "config", "check", file)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_systemd_understands_the_unit(self):
        unit = self.folder / "rotonded.service"
        text = (self.tree / "usr/lib/systemd/system/rotonded.service").read_text()
        program = "/usr/libexec/rotonde/rotonded"
        self.assertIn(f"ExecStart={program} ", text)
        # The programs that it names stand in the unpacked tree, not in this machine.
        unit.write_text(text.replace(program, str(self.tree) + program).replace("/usr/share/doc", f"{self.tree}/usr/share/doc"))
        verified = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit)
        self.assertEqual((verified.returncode, verified.stderr.strip()), (0, ""))

    def test_a_misspelt_unit_would_be_noticed(self):
        unit = self.folder / "misspelt.service"
        unit.write_text("[Service]\nExecStart=/bin/true\nProtectSistem=strict\n")
        verified = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit)
        self.assertIn("ProtectSistem", verified.stderr)

    def test_systemd_makes_the_user_with_the_groups_of_the_devices(self):
        root = self.folder / "empty"
        (root / "etc").mkdir(parents=True)
        made = run("systemd-sysusers", f"--root={root}", self.tree / "usr/lib/sysusers.d/rotonde.conf")
        self.assertEqual(made.returncode, 0, made.stderr)
        groups = {line.split(":")[0] for line in (root / "etc/group").read_text().splitlines() if "rotonde" in line}
        self.assertEqual(groups, {"rotonde", "video", "audio", "render", "input"})


if __name__ == "__main__":
    unittest.main()
