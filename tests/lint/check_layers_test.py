# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The layers check must be able to fail: forbidden includes are found with file, line and rule, others are not."""

import tempfile
import unittest
from pathlib import Path

from tests.lint.check_layers import check

TABLE = """
[folders]
"firmware/base" = []
"firmware/net" = ["firmware/base"]
"firmware/control" = ["firmware/base"]
"firmware/main" = ["*"]
"drivers/api" = []
"drivers/alsa" = ["drivers/api"]
"tests" = ["*"]
[owners]
"gst/" = ["drivers/", "tests/"]
"libsoup/" = ["firmware/net"]
"cairo" = ["drivers/alsa"]
"firmware/control/control.pb.h" = ["firmware/control", "tests/"]
"""


class CheckLayersTest(unittest.TestCase):
    def check(self, path, text, table=TABLE):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "layers.toml").write_text(table)
            (root / path).parent.mkdir(parents=True)
            (root / path).write_text(text)
            return check(root, [path])

    def test_allowed_includes_pass(self):
        self.assertEqual(self.check("firmware/net/a.cpp", '#include "firmware/net/a.hpp"\n#include "firmware/base/b.hpp"\n'
                                    "#include <vector>\n#include <libsoup/soup.h>\n"), [])

    def test_a_forbidden_folder_is_named_with_file_line_and_rule(self):
        self.assertEqual(self.check("firmware/base/a.cpp", '\n#include "firmware/net/a.hpp"\n'),
                         ["firmware/base/a.cpp:2: firmware/base may not include firmware/net; it may: nothing of ours"])

    def test_a_header_of_another_owner_is_refused(self):
        for path, header in (("firmware/net/a.cpp", "<gst/gst.h>"), ("firmware/control/a.cpp", "<libsoup/soup.h>"),
                             ("firmware/net/a.cpp", "<cairo.h>"), ("firmware/net/a.hpp", "<cairo/cairo.h>")):
            self.assertEqual(len(self.check(path, f"#include {header}\n")), 1, header)

    def test_owners_folders_below_count(self):
        self.assertEqual(self.check("drivers/alsa/a.cpp", "#include <gst/gst.h>\n#include <cairo.h>\n"), [])
        self.assertEqual(self.check("tests/unit/x/a.cpp", '#include <gst/gst.h>\n#include "firmware/control/control.pb.h"\n'), [])

    def test_generated_headers_have_owners_too(self):
        self.assertEqual(len(self.check("firmware/main/a.cpp", '#include "firmware/control/control.pb.h"\n')), 1)

    def test_a_star_allows_every_folder(self):
        self.assertEqual(self.check("firmware/main/a.cpp", '#include "firmware/net/a.hpp"\n'), [])

    def test_an_include_that_is_not_from_the_root_is_refused(self):
        self.assertEqual(len(self.check("firmware/net/a.cpp", '#include "a.hpp"\n')), 1)

    def test_a_folder_outside_the_table_is_refused(self):
        self.assertEqual(len(self.check("firmware/new/a.cpp", "#include <vector>\n")), 1)

    def test_an_arrow_to_an_unknown_folder_is_refused(self):
        table = TABLE.replace('"firmware/net" = ["firmware/base"]', '"firmware/net" = ["firmware/bass"]')
        self.assertEqual(len(self.check("firmware/base/a.cpp", "", table)), 1)


if __name__ == "__main__":
    unittest.main()
