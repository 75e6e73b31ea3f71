"""Cold start of `nescio serve`: time to ready, first question, further questions, memory.

Starts a real server as a process of its own over the state of the demo (or `--config FILE`),
which must have been ingested. Prints a table, then one line of JSON; `--json FILE` writes it too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from evals import golden
from nescio.errors import NescioError, ServiceError
from nescio.settings import load

READY_WITHIN_S = 120.0
ANSWER_WITHIN_S = 60.0
FURTHER = 20
ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "data" / "shop" / "golden.jsonl"
DEMO = ROOT / ".nescio" / "demo" / "nescio.yaml"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(config: Path, questions: Sequence[str]) -> dict[str, float]:
    """Times in seconds, memory in MB. Raises ServiceError when the server does not come up."""
    port = free_port()
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
            [*command, "--config", str(config), "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_WITHIN_S
            ) as client:
                wait_until_ready(server, client, began)
                ready = time.perf_counter() - began
                times = [ask(client, question) for question in questions]
            own, children = memory_mb(server.pid), children_mb(server.pid)
        except ServiceError as error:
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()[-3:]
            raise ServiceError(" | ".join([str(error), *said])) from None
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    return {
        "ready_s": ready,
        "first_question_s": times[0],
        "next_questions_p50_s": statistics.median(times[1:]),
        "next_questions_max_s": max(times[1:]),
        "server_rss_mb": own,
        "children_rss_mb": children,
    }


def wait_until_ready(server: subprocess.Popen[bytes], client: httpx.Client, began: float) -> None:
    """Return once /readyz says 200."""
    while time.perf_counter() - began < READY_WITHIN_S:
        if server.poll() is not None:
            raise ServiceError(f"nescio serve ended with status {server.returncode}")
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.02)
    raise ServiceError(f"nescio serve was not ready within {READY_WITHIN_S:g} s")


def ask(client: httpx.Client, question: str) -> float:
    """Seconds until the whole answer is there."""
    began = time.perf_counter()
    reply = client.post("/v1/ask", json={"question": question, "stream": False})
    if reply.status_code != 200:
        raise ServiceError(f"asking {question!r} gave status {reply.status_code}")
    return time.perf_counter() - began


def memory_mb(pid: int) -> float:
    """Resident memory of a process; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(sizes[0]) / 1024 if sizes else 0.0


def children_mb(pid: int) -> float:
    """Resident memory of all processes below `pid`; pages that they share count for each."""
    total = 0.0
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in tasks.read_text(encoding="ascii").split():
            total += memory_mb(int(child)) + children_mb(int(child))
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or the status of the error, with one line."""
    parser = argparse.ArgumentParser(prog="make bench-start", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEMO, help="default: that of `make demo`")
    parser.add_argument("--golden", type=Path, default=QUESTIONS, help="where questions come from")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    given = parser.parse_args(arguments)
    try:
        if given.config == DEMO and not DEMO.is_file():
            sys.stderr.write("no demo yet; run `make demo ARGS=--once` first\n")
            return 2
        load(given.config)
        items = [item for item in golden.load(given.golden) if not item.history]
        stride = max(1, len(items) // (FURTHER + 1))
        numbers = measure(given.config, [i.question for i in items[::stride][: FURTHER + 1]])
    except NescioError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    for name, value in numbers.items():
        sys.stdout.write(f"{name:<22} {value:10.3f}\n")
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    line = json.dumps({**{k: round(v, 4) for k, v in numbers.items()}, "machine": machine})
    sys.stdout.write(line + "\n")
    if given.json:
        given.json.write_text(line + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
