"""The certificate at work: held against what is there at the start, dropped when that moves.

A certificate that does not hold is refused with one line, and answers are uncertified, by the
threshold of the settings, until the next calibration and start. While the service runs, the corpus
is looked at again whenever the catalogue's generation has moved; models, settings and program
cannot change under it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from answer.thresholds import Threshold
from evals.certificate import BadCertificate, Certificate, read
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from server.fingerprints import PARTS, fingerprints

NONE = "none: answers are uncertified; `nescio calibrate GOLDEN` makes one"
_log = logging.getLogger(__name__)


class Certification:
    """See `answer.thresholds.Thresholds`. `line` says how it stands, `refused` whether badly."""

    def __init__(
        self,
        *,
        fallback: float,
        catalogue: Catalogue,
        certificate: Certificate | None = None,
        generation: int = 0,
        line: str = NONE,
        refused: bool = False,
    ) -> None:
        self._fallback = Threshold(value=fallback)
        self._catalogue = catalogue
        self._certificate = certificate
        self._generation = generation
        self._checking = asyncio.Lock()
        self.line = line
        self.refused = refused

    async def current(self, scope: Scope) -> Threshold:
        """Certified while the corpus is that of the certificate. Raises StoreFailed."""
        if self._certificate is not None:
            await self._look()
        fitted = self._certificate.of(scope.tenant) if self._certificate is not None else None
        if fitted is None:
            return self._fallback
        return Threshold(value=fitted.threshold, certified=True)

    async def _look(self) -> None:
        """Drop the certificate if the corpus is another one."""
        generation = await asyncio.to_thread(self._catalogue.generation)
        if generation == self._generation:
            return
        async with self._checking:
            if self._certificate is None or generation == self._generation:
                return  # another message has seen to it
            digest = await asyncio.to_thread(self._catalogue.digest)
            if digest == self._certificate.hashes.get("corpus"):
                self._generation = generation
                return
            self.line = refusal(self._certificate, ["corpus"])
            self.refused = True
            self._certificate = None
            _log.warning("certificate %s", self.line)


def certification(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> Certification:
    """The certificate of the state folder, if it holds for what is there. Blocks.

    Raises StoreFailed.
    """
    fallback = settings.answer.threshold
    try:
        certificate = read(settings.state)
    except BadCertificate as error:
        line = f"refused: {error}"
        return Certification(fallback=fallback, catalogue=catalogue, line=line, refused=True)
    if certificate is None:
        return Certification(fallback=fallback, catalogue=catalogue)
    generation = catalogue.generation()
    moved = certificate.moved(fingerprints(settings, catalogue, embedder))
    if moved:
        line = refusal(certificate, moved)
        return Certification(fallback=fallback, catalogue=catalogue, line=line, refused=True)
    return Certification(
        fallback=fallback,
        catalogue=catalogue,
        certificate=certificate,
        generation=generation,
        line="; ".join(f"{name}: {fitted.line}" for name, fitted in certificate.fits.items()),
    )


def refusal(certificate: Certificate, moved: Sequence[str]) -> str:
    """Why a certificate does not hold, in one line."""
    why = ", ".join(PARTS.get(name, f"its {name} is not known here") for name in moved)
    return (
        f"of {certificate.made_at:%Y-%m-%d} refused: {why}; answers are uncertified until"
        " `nescio calibrate` is run anew"
    )
