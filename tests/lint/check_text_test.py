# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text check must be able to fail."""

import unittest

from tests.lint.check_text import check


class CheckTextTest(unittest.TestCase):
    def test_registries_and_machine_folders_are_found(self):
        for text in ('"resolved": "https://' + "registry" + '.npmjs.org/x"', "--index-url https://" + "py" + "pi.org/simple",
                     "cd /" + "work/main", "FILE=/" + "root/x", "/" + "home/ann/x"):
            self.assertEqual(len(check("good\n" + text)), 1, text)
            self.assertEqual(check("good\n" + text)[0][0], 2)

    def test_ordinary_text_passes(self):
        self.assertEqual(check("https://visio.example.fr/abc\n$HOME/work/x\nsrc/work/x /run/rotonde\n${root}/root/x\n"), [])


if __name__ == "__main__":
    unittest.main()
