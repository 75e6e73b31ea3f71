"""The exception tree. Each error builds one line: what failed, the usual cause, what to check.

NescioError
  UsageError            exit status 2: the caller must change something
    ConfigError
    NotFound
  ServiceError          exit status 1: the work failed
    SourceUnavailable
    StoreBusy
    IngestRunning
    StoreFailed
    StageTimeout
    ProviderFailed
    BudgetExceeded
    ServerUnreachable
    ServerRefused
    ProtocolError
    TooBusy
"""

from __future__ import annotations


class NescioError(Exception):
    """Base of all errors that nescio raises on purpose."""

    code = "error"
    retryable = False
    exit_status = 1


class UsageError(NescioError):
    """The caller asked for something that cannot be done as asked."""

    code = "bad_request"
    exit_status = 2


class ConfigError(UsageError):
    """The configuration is wrong; names the file, the key and the bad value."""

    code = "bad_config"

    def __init__(self, where: str, problem: str, mend: str = "") -> None:
        super().__init__(f"{where}: {problem}" + (f"; {mend}" if mend else ""))


class NotFound(UsageError):
    """A thing asked for by id or path is not there, or not visible to the asker."""

    code = "not_found"

    def __init__(self, what: str, name: str, mend: str = "") -> None:
        super().__init__(f"no {what} {name!r}" + (f"; {mend}" if mend else ""))


class ServiceError(NescioError):
    """Something that should have worked did not."""

    code = "internal"


class SourceUnavailable(ServiceError):
    """A database or folder cannot be read."""

    code = "source_unavailable"
    retryable = True

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"source {source!r} cannot be read: {problem}; check that it is reachable")


class StoreBusy(ServiceError):
    """Another process owns the embedded store."""

    code = "store_busy"
    retryable = True

    def __init__(self, path: str, owner: str) -> None:
        super().__init__(
            f"the index at {path} is open in another process ({owner}); stop it, or ask its server"
        )


class IngestRunning(ServiceError):
    """Another ingest writes the same index."""

    code = "ingest_running"
    retryable = True

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"another ingest is running ({holder}); wait for its end, or allow more time by --wait"
        )


class StoreFailed(ServiceError):
    """The vector index or the catalogue failed."""

    code = "store_failed"
    retryable = True

    def __init__(self, store: str, problem: str) -> None:
        super().__init__(f"{store} failed: {problem}")


class StageTimeout(ServiceError):
    """A stage did not finish before its deadline."""

    code = "timeout"
    retryable = True

    def __init__(self, stage: str, seconds: float) -> None:
        super().__init__(f"{stage} did not finish within {seconds:g} s")


class ProviderFailed(ServiceError):
    """A model provider failed or returned something unusable."""

    code = "model_unavailable"
    retryable = True

    def __init__(self, provider: str, problem: str) -> None:
        super().__init__(f"model provider {provider!r} failed: {problem}")


class BudgetExceeded(ServiceError):
    """A tenant has spent what it may spend on models today."""

    code = "budget_exceeded"

    def __init__(self, tenant: str, limit: float, currency: str) -> None:
        super().__init__(f"tenant {tenant!r} has used its {limit:g} {currency} for models today")


class ServerUnreachable(ServiceError):
    """A nescio server does not answer."""

    code = "server_unreachable"
    retryable = True

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"the server at {url} does not answer: {problem}; check that it runs")


class ServerRefused(ServiceError):
    """A nescio server answered with an error; `code` and `status` are the server's."""

    def __init__(self, code: str, message: str, status: int, retryable: bool) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retryable = retryable


class ProtocolError(ServiceError):
    """What a server sent is not what docs/protocol.md says."""

    code = "protocol_error"

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(f"the server sent a malformed {what} ({type(error).__name__})")


class TooBusy(ServiceError):
    """As many questions are being answered and waiting as are allowed."""

    code = "too_busy"
    retryable = True

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many questions at the moment; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s
