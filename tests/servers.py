"""Private database servers for tests and scripts: real ones, in a folder, on a port of their own.

A server is started from the binaries of the machine and thrown away afterwards. PostgreSQL refuses
to run as root: there its commands run as the user `postgres`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pymysql

START_WITHIN_S = 60.0
_PAUSE_S = 0.05
_USER = "postgres"


class NoServer(Exception):
    """The machine has no such server; `str()` says what is missing."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class PrivatePostgres:
    """A cluster of its own with logical decoding; fast rather than safe, unless `durable`.

    >>> with PrivatePostgres() as server: psycopg.connect(server.conninfo)
    """

    durable: bool = False
    options: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _folder: Path = field(default_factory=Path)

    def __enter__(self) -> PrivatePostgres:
        self._binary("initdb")
        self._folder = Path(tempfile.mkdtemp(prefix="nescio-pg-"))
        try:
            self._folder.chmod(0o755)
            if os.geteuid() == 0:
                shutil.chown(self._folder, _USER)
            initdb = ["-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
            self._run("initdb", *initdb, "--locale=C")
            self.start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def conninfo(self) -> str:
        return f"host=127.0.0.1 port={self.port} user={_USER} dbname=postgres"

    def url(self, database: str = "postgres", user: str = _USER) -> str:
        """A SQLAlchemy URL."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server; returns when it accepts connections."""
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "wal_level": "logical",
            "max_replication_slots": "20",
            "shared_buffers": "32MB",
            "fsync": "on" if self.durable else "off",
            **self.options,
        }
        said = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = str(self._folder / "log")
        wait = ["-w", "-t", f"{START_WITHIN_S:g}"]
        self._run("pg_ctl", "start", "-D", str(self._data), "-l", log, "-o", said, *wait)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-D", str(self._data), "-m", mode, "-w")

    def restart(self, mode: str = "fast") -> None:
        """Stop and start again."""
        self.stop(mode)
        self.start()

    def execute(self, statements: str, database: str = "postgres") -> None:
        """Run statements in one transaction."""
        with psycopg.connect(self.conninfo, dbname=database) as connection:
            connection.execute(statements.encode())

    def create(self, database: str) -> str:
        """A new, empty database; its SQLAlchemy URL."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}".encode())
        return self.url(database)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _binary(self, name: str) -> str:
        homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        for home in homes:
            if (home / "postgres").exists() and (home / name).exists():
                return str(home / name)
        found = shutil.which(name) if shutil.which("postgres") else None
        if found is None:
            raise NoServer("no PostgreSQL server on this machine (initdb, pg_ctl, postgres)")
        return found

    def _run(self, name: str, *arguments: str) -> None:
        command = [self._binary(name), *arguments]
        user: str | None = None
        if os.geteuid() == 0:
            try:
                user = pwd.getpwnam(_USER).pw_name
            except KeyError:
                raise NoServer(f"root may not run PostgreSQL, no user {_USER!r}") from None
        group = pwd.getpwnam(user).pw_gid if user else None
        groups: list[int] | None = [] if user else None
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            user=user,
            group=group,
            extra_groups=groups,
        )


@dataclass
class PrivateMariaDB:
    """A MariaDB of its own; anybody on this machine may do anything in it."""

    port: int = field(default_factory=free_port)
    _folder: Path = field(default_factory=Path)
    _server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PrivateMariaDB:
        binary = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
        install = shutil.which("mariadb-install-db")
        if binary is None or install is None:
            raise NoServer("no MariaDB server on this machine (mariadbd, mariadb-install-db)")
        self._folder = Path(tempfile.mkdtemp(prefix="nescio-my-"))
        try:
            self._start(binary, install)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """A SQLAlchemy URL."""
        return f"mysql://root@127.0.0.1:{self.port}/{database}"

    def execute(self, *statements: str, database: str | None = None) -> None:
        """Run statements and commit."""
        with contextlib.closing(self._connect(database)) as connection:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
            connection.commit()

    def _connect(self, database: str | None = None) -> pymysql.Connection:
        address = {"host": "127.0.0.1", "port": self.port, "user": "root"}
        return pymysql.connect(**address, database=database)

    def _start(self, binary: str, install: str) -> None:
        data, folder = self._folder / "data", self._folder
        user = ["--user=root"] if os.geteuid() == 0 else []
        made = ["--auth-root-authentication-method=normal", "--skip-test-db", *user]
        none = subprocess.DEVNULL
        # A server that starts removes all temporary tables of its folder for them, in use or not.
        own = {**os.environ, "TMPDIR": str(folder)}
        subprocess.run(
            [install, "--no-defaults", f"--datadir={data}", *made],
            check=True,
            stdout=none,
            stderr=none,
            env=own,
        )
        small = ["--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0"]
        self._server = subprocess.Popen(
            [binary, "--no-defaults", f"--datadir={data}", f"--port={self.port}",
             "--bind-address=127.0.0.1", f"--socket={folder}/s.sock", *small, *user],
            stdout=none, stderr=none, env=own,
        )  # fmt: skip
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                self._connect().close()
                return
            except pymysql.err.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(_PAUSE_S)
