"""Self-signed certificates for 127.0.0.1, made with the `openssl` command."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[ca]
default_ca = own
[own]
dir = {folder}
database = $dir/index.txt
new_certs_dir = $dir
serial = $dir/serial
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
basicConstraints = CA:TRUE
subjectAltName = IP:127.0.0.1,DNS:localhost
"""


class NoOpenSSL(Exception):
    """The machine has no `openssl` command."""


@dataclass(frozen=True)
class Certificate:
    """PEM files. A client trusts it when SSL_CERT_FILE names `file`."""

    file: Path
    key: Path


def make_certificate(folder: Path, *, expired: bool = False) -> Certificate:
    """A certificate of the years 2020 to 2099, or of January 2020 only."""
    if shutil.which("openssl") is None:
        raise NoOpenSSL("no `openssl` command on this machine")
    made = Certificate(file=folder / "certificate.pem", key=folder / "key.pem")
    request, config = folder / "request.pem", folder / "ca.cnf"
    config.write_text(_CONFIG.format(folder=folder))
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl("req", "-new", *curve, "-keyout", made.key, "-out", request, "-subj", "/CN=localhost")
    dates = ["-startdate", "20200101000000Z", "-enddate"]
    dates.append("20200201000000Z" if expired else "20991231000000Z")
    signed: list[str | Path] = ["-batch", "-selfsign", "-notext", "-config", config]
    _openssl("ca", *signed, "-keyfile", made.key, *dates, "-in", request, "-out", made.file)
    return made


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
