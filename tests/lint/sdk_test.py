# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""tools/sdk: what it says when something is missing, and that its cache and the checkout stay apart.

It runs from a small checkout of its own, whose path has blanks, with a PATH of links to the real tools, from which a test
takes some away or puts its own in their place. mmdebstrap is always the test's own.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = """awk basename bash cat chroot comm cp cut date df dirname dpkg-query env flock grep id kill ldd ls mkdir mount paste
           readlink rm sed sh sha256sum sleep sort tail touch tr true uname unshare wc""".split()

# A root with a shell and a few tools, as mmdebstrap would make it in the folder of its last argument.
MAKES_ROOT = r"""#!/bin/bash
set -e
for root; do :; done
mkdir -p "$root"/{proc,sys,dev,tmp,etc/ssl/certs,usr/bin,bin}
for tool in /bin/sh /usr/bin/env /bin/rm /bin/ls; do
  cp "$(readlink -f "$tool")" "$root$tool"
  ldd "$tool" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$root${library%/*}"; cp "$(readlink -f "$library")" "$root$library"
  done
done
"""
NO_NETWORK = "#!/bin/bash\necho 'E: Could not resolve deb.example.org' >&2; exit 25\n"
DISK_FULL = "#!/bin/bash\necho 'tar: usr: Cannot write: No space left on device' >&2; exit 25\n"
NOT_ROOT = "#!/bin/bash\ncase $1 in -u) echo 4242 ;; *) echo somebody ;; esac\n"
FAILS = "#!/bin/bash\nexit 1\n"
# An ordinary user needs no range of ids for the small root of these tests.
ONE_ID = '#!/bin/bash\nfor a; do shift; [ "$a" = --map-auto ] || set -- "$@" "$a"; done\nexec {real} "$@"\n'


class Sdk(unittest.TestCase):
    place = None  # Where the test's folder is made; None: the folder for temporary files.

    def setUp(self):
        if self.place:
            self.place.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="sdk test ", dir=self.place))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.checkout, self.cache, self.path = (self.folder / name for name in ("check out", "the cache", "bin"))
        (self.checkout / "tools").mkdir(parents=True)
        self.path.mkdir()
        for name in ("sdk", "packages.list"):
            shutil.copy(CHECKOUT / "tools" / name, self.checkout / "tools" / name)
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))
        self.tool("df", '#!/bin/bash\nprintf "head\\ndisk 9 9 9999999999 1%% /\\n"\n')
        self.tool("mmdebstrap", MAKES_ROOT)
        if os.getuid() != 0:
            self.tool("unshare", ONE_ID.format(real=shutil.which("unshare")))

    def tool(self, name, text):
        (self.path / name).unlink(missing_ok=True)
        (self.path / name).write_text(text)
        (self.path / name).chmod(0o755)

    def sdk(self, *command, **variables):
        environment = {"PATH": str(self.path), "HOME": str(self.folder), "ROTONDE_CACHE": str(self.cache), "ROTONDE_SDK_FORCE_ROOT": "1", **variables}
        return subprocess.run([self.checkout / "tools" / "sdk", *command], env=environment, cwd=self.checkout, capture_output=True, text=True, timeout=60)

    def refused(self, error, cure, **variables):
        ended = self.sdk("true", **variables)
        self.assertEqual(ended.returncode, 69, ended.stderr)
        lines = ended.stderr.splitlines()[-2:]
        self.assertRegex(lines[0], f"^sdk: error: .*{error}")
        self.assertRegex(lines[1], f"^sdk: cure:  .*{cure}")


class Messages(Sdk):
    def test_without_mmdebstrap(self):
        (self.path / "mmdebstrap").unlink()
        self.tool("id", NOT_ROOT)
        self.refused("mmdebstrap is not installed", "apt-get install mmdebstrap")

    def test_without_newuidmap(self):
        self.tool("id", NOT_ROOT)
        self.tool("unshare", FAILS)
        self.refused("newuidmap is missing", "apt-get install uidmap")

    def test_without_a_range_of_ids(self):
        self.tool("id", NOT_ROOT)
        self.tool("unshare", FAILS)
        self.tool("newuidmap", FAILS)
        self.refused("somebody has no range of ids in /etc/subuid", "usermod --add-subuids")

    def test_root_without_mount_namespaces(self):
        self.tool("id", "#!/bin/bash\necho 0\n")
        self.tool("awk", f'#!/bin/bash\n[ "${{!#}}" = /proc/self/uid_map ] || exec {shutil.which("awk")} "$@"\n')
        self.tool("unshare", FAILS)
        self.refused("may not make mount namespaces", "CAP_SYS_ADMIN")

    def test_too_small_a_disk(self):
        self.tool("df", '#!/bin/bash\nprintf "head\\ndisk 9 9 1024000 1%% /\\n"\n')
        self.refused("1000 MiB free", "set ROTONDE_CACHE to a larger disk")

    def test_a_disk_that_fills_up(self):
        self.tool("mmdebstrap", DISK_FULL)
        self.refused("mmdebstrap failed", "free some space")

    def test_no_network(self):
        self.tool("mmdebstrap", NO_NETWORK)
        self.refused("mmdebstrap failed", "check the network")

    def test_the_proxy_is_named_without_its_password(self):
        self.tool("mmdebstrap", NO_NETWORK)
        self.refused("mmdebstrap failed", r"now proxy\.example:3128", http_proxy="http://me:hidden@proxy.example:3128")

    def test_a_failure_leaves_no_half_root(self):
        self.tool("mmdebstrap", '#!/bin/bash\nfor root; do :; done\nmkdir -p "$root/usr"; exit 25\n')
        self.refused("mmdebstrap failed", "try again")
        self.assertEqual([path for path in (self.cache / "roots").iterdir() if path.is_dir()], [])

    def test_a_cache_that_cannot_be_written(self):
        (self.folder / "file").touch()
        self.refused("file/cache cannot be written", "set ROTONDE_CACHE", ROTONDE_CACHE=str(self.folder / "file" / "cache"))

    def test_a_cache_inside_the_checkout(self):
        self.refused("lies inside the checkout", "outside", ROTONDE_CACHE=str(self.checkout / "cache"))

    def test_inside_the_root_it_steps_aside(self):
        self.assertEqual(self.sdk("--where", ROTONDE_SDK="1").stdout, "/\n")
        self.assertEqual(self.sdk("sh", "-c", "exit 7", ROTONDE_SDK="1").returncode, 7)


class Apart(Sdk):
    """Once with everything below the folder for temporary files, which the root sees too, and once elsewhere."""

    def test_the_checkout_stands_at_its_own_path(self):
        ran = self.sdk("sh", "-c", "pwd; ls tools")
        self.assertEqual((ran.returncode, ran.stdout), (0, f"{self.checkout}\npackages.list\nsdk\n"), ran.stderr)

    def test_a_second_call_uses_the_root_of_the_first(self):
        self.assertIn("root ready", self.sdk("ls").stderr)
        self.assertEqual(self.sdk("ls").stderr, "")

    def test_two_at_once_make_one_root(self):
        first = subprocess.Popen([self.checkout / "tools" / "sdk", "ls"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=self.checkout,
                                 env={"PATH": str(self.path), "HOME": str(self.folder), "ROTONDE_CACHE": str(self.cache), "ROTONDE_SDK_FORCE_ROOT": "1"})
        second = self.sdk("ls")
        told = first.communicate(timeout=60)[1] + second.stderr
        self.assertEqual((first.returncode, second.returncode), (0, 0), told)
        self.assertEqual(told.count("root ready"), 1, told)

    def test_a_command_that_empties_the_cache_does_not_reach_the_checkout(self):
        (self.checkout / "precious").write_text("work")
        self.assertEqual(self.sdk("ls").returncode, 0)
        # First a look, for a mistake would empty more than the checkout.
        seen = self.sdk("sh", "-c", f"ls -d '{self.cache}'/roots/*'{self.checkout}'/precious '{self.cache}'/roots/*/proc/self '{self.cache}'/roots/*/dev/null")
        self.assertEqual(seen.stdout, "")
        emptied = self.sdk("rm", "-rf", str(self.cache))
        self.assertFalse(list((self.cache / "roots").glob("*/usr/bin/env")), emptied.stderr)
        self.assertEqual((self.checkout / "precious").read_text(), "work")
        self.assertTrue(Path("/dev/null").exists() and Path("/proc/self").exists())


class ApartElsewhere(Apart):
    place = CHECKOUT / "build" / "lint"


if __name__ == "__main__":
    unittest.main()
