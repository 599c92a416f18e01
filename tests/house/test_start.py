"""What each process of the site loads before it answers: every module costs time and memory there."""

import subprocess
import sys

from tests.support.servers import SECRET, environment

LOADING = "import sys; from netapp import create_app, serving; create_app(); print(*sys.modules)"
# What one page or one command in a thousand needs, and what only another engine's site needs.
RARE = {"PIL", "alembic", "authlib", "cryptography", "netapp.demo.build", "psycopg", "requests", "xlsxwriter"}


def test_what_is_rarely_needed_is_not_loaded_at_the_start(tmp_path):
    settings = environment(NETAPP_VAR=str(tmp_path), NETAPP_SECRET_KEY=SECRET)
    done = subprocess.run([sys.executable, "-c", LOADING], env=settings, capture_output=True, text=True, check=True)
    assert RARE.isdisjoint(done.stdout.split())
