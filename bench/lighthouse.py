"""Lighthouse's marks for a page, by the program that Chrome's own developers publish for node."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.load import Invalid
from bench.paths import LEAST_LIGHTHOUSE

# The last one that runs on Node 18 and 20 too; a mark can be compared only with one of the same version.
VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LACK = "There is no node with npx here (apt-get install nodejs npm): Lighthouse gives no marks."


def is_there() -> bool:
    return shutil.which("npx") is not None


def marks(url: str, name: str, engine: str, chromium: Path) -> list[Figure]:
    """Marks from 0 to 100 as a phone on a slow network would see the page; Invalid when Lighthouse fails."""
    with tempfile.TemporaryDirectory(prefix="netapp-lighthouse-") as folder:
        file = Path(folder) / "report.json"
        done = subprocess.run(
            _command(url, file),
            cwd=folder,
            env=os.environ | {"CHROME_PATH": str(chromium)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode or not file.exists():
            raise Invalid(f"Lighthouse {VERSION} did not judge the {name}: {done.stderr.strip()[-500:]}")
        report = json.loads(file.read_text(encoding="utf-8"))
    return [_figure(name, engine, report, category) for category in CATEGORIES]


def _figure(name: str, engine: str, report: dict[str, Any], category: str) -> Figure:
    found = report["categories"][category]
    mark, why = round((found["score"] or 0) * 100), _why(report, found)
    return Figure(engine, f"Lighthouse, {name}, {category}", mark, "", least=LEAST_LIGHTHOUSE, note=why)


def _command(url: str, file: Path) -> list[str]:
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    wanted = [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}"]
    return ["npx", "--yes", f"lighthouse@{VERSION}", url, "--quiet", "--output=json", f"--output-path={file}", *wanted]


def _why(report: dict[str, Any], category: dict[str, Any]) -> str:
    """The audits that took something away; nothing for full marks."""
    weighed = [ref["id"] for ref in category["auditRefs"] if ref["weight"]]
    lost = [name for name in weighed if report["audits"][name]["score"] not in {None, 1}]
    return ", ".join(lost)
