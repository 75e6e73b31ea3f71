"""A certified threshold as it is kept: what was fitted, on what, and what it rests on.

Reading one needs none of the statistics it was made with.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.golden import TENANT
from nescio.errors import ServiceError

FILE = "certificate.json"
ALL = "all"


class BadCertificate(ServiceError):
    """A certificate is there and cannot be read."""

    code = "bad_certificate"

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file} cannot be read: {problem}; run `nescio calibrate` anew")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fitted(_Part):
    """P(wrong | answered) <= `alpha` at `threshold`, with confidence 1 - `delta`."""

    threshold: float = Field(ge=0, le=1)
    alpha: float = Field(gt=0, lt=1)
    delta: float = Field(gt=0, lt=1)
    items: int = Field(gt=0)
    answered: int = Field(gt=0)
    wrong: int = Field(ge=0)
    upper: float = Field(ge=0, le=1)

    @property
    def coverage(self) -> float:
        return self.answered / self.items

    @property
    def line(self) -> str:
        """The whole claim in one line."""
        return (
            f"threshold {self.threshold:.2f}: P(wrong | answered) <= {self.alpha:g} with confidence"
            f" {1 - self.delta:g} ({self.wrong} of {self.answered} answered items wrong,"
            f" at most {self.upper:.3f}; coverage {self.coverage:.2f} of {self.items})"
        )


class GoldenUsed(_Part):
    """The golden set that it was fitted on."""

    file: str
    sha256: str
    tags: tuple[str, ...] = ()


class Certificate(_Part):
    """Thresholds by `all` or a tag, each with its own guarantee, and the hashes they rest on."""

    version: Literal[1] = 1
    made_at: dt.datetime
    golden: GoldenUsed
    hashes: dict[str, str]
    fits: dict[str, Fitted] = Field(min_length=1)

    @property
    def by_tenant(self) -> bool:
        return any(name.startswith(TENANT) for name in self.fits)

    def of(self, tenant: str) -> Fitted | None:
        """What holds for the askers of a tenant: their own threshold where there are such."""
        return self.fits.get(f"{TENANT}{tenant}" if self.by_tenant else ALL)

    def moved(self, now: Mapping[str, str]) -> list[str]:
        """Names of the hashes that no longer match, in their order."""
        return [name for name in {**now, **self.hashes} if now.get(name) != self.hashes.get(name)]


def save(certificate: Certificate, state: Path) -> Path:
    """Keep it in the state folder, in one step. Blocks. Raises OSError."""
    state.mkdir(parents=True, exist_ok=True)
    file, temporary = state / FILE, state / f".{FILE}-{os.getpid()}"
    temporary.write_text(certificate.model_dump_json(indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, file)
    return file


def read(state: Path) -> Certificate | None:
    """The one of the state folder; None where there is none. Blocks. Raises BadCertificate."""
    file = state / FILE
    try:
        return Certificate.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadCertificate(file, error.strerror or type(error).__name__) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "not JSON"
        raise BadCertificate(file, f"{key}: {first['msg']}") from None
