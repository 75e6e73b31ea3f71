"""The pass that keeps the edges that rest on names in step with what is indexed.

It runs after the records are written, over what is marked as not yet done. Writing a document
anew takes its mark away, and so does taking away an edge of it. A name that came, went or means
something else takes away the marks of the files that hold its words; so does a word that the
corpus now uses as an ordinary one, or no longer. Each step is one transaction that leaves the
marks right: after a crash the next pass goes on, and the end is the same as of a whole pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.file_words import Reading
from ingest.mentions import Names, Scan, anchor, forms_of, mention_edges, scan, senses_of
from ingest.near_duplicates import key_hash, sign
from ingest.same_as import same_as
from nescio.types import Edge
from retrieval import linkage, name_forms
from retrieval.catalogue import Catalogue
from retrieval.name_forms import Form

_COMMON_SHARE = 0.05
_COMMON_LEAST = 20
_LINKED = "linked_up_to"
"""Not the name under which an earlier pass, which signed nothing, left its note."""
_SIGNED = "signed_files"
_OWNERS = 2_000
_FILES = 500
_WORDS = 100_000
"""Of the files that are searched together, about."""
_KEPT = 20_000
"""Files whose names are remembered from counting to writing; those beyond are searched twice."""


def link_names(catalogue: Catalogue) -> int:
    """Bring signatures of files, `mentions` and `same_as` edges and mentioned titles up to date.

    Blocks; costs what changed. Returns how many documents got other edges.
    """
    if linkage.note(catalogue, _LINKED) == catalogue.generation():
        return 0
    rows, files = name_forms.unlinked(catalogue)
    for owners in _batches([*name_forms.gone(catalogue), *rows, *files], _OWNERS):
        _take_names(catalogue, owners)
    rows, files = name_forms.unlinked(catalogue)
    changed = sum(_link_rows(catalogue, owners) for owners in _batches(rows, _OWNERS))
    if files or linkage.note(catalogue, _SIGNED) != name_forms.signed_files(catalogue):
        changed += _search_files(catalogue, files)
    notes = {_LINKED: catalogue.generation(), _SIGNED: name_forms.signed_files(catalogue)}
    linkage.set_notes(catalogue, notes)
    return changed


def _search_files(catalogue: Catalogue, files: Sequence[str]) -> int:
    """Count how the files use names, see which names that makes common, write the edges."""
    scans: dict[str, Scan] = {}
    for some in _batches(files, _FILES):
        found = _scanned(catalogue, some)
        usage = {id_: (scan.tenant, scan.usage) for id_, scan in found.items()}
        name_forms.replace_usage(catalogue, usage)
        if len(scans) < _KEPT:
            scans |= found
    common = _settle_common(catalogue)
    _, files = name_forms.unlinked(catalogue)
    return sum(_link_files(catalogue, some, scans, common) for some in _batches(files, _FILES))


def _take_names(catalogue: Catalogue, owners: Sequence[str]) -> None:
    """Note what the documents are called now; have looked at again whatever that touches."""
    wanted: dict[str, set[Form]] = {owner: set() for owner in owners}
    for owner, name, entity in name_forms.names_of(catalogue, owners):
        wanted[owner].update(forms_of(name, entity))
    wanted = {owner: _merged(forms) for owner, forms in wanted.items()}
    before = name_forms.forms_of(catalogue, owners)
    differing = {o: forms for o, forms in wanted.items() if forms != before.get(o, set())}
    changed = {
        form.form for owner, forms in differing.items() for form in forms ^ before.get(owner, set())
    }
    if not differing:
        return
    touched = name_forms.files_with(catalogue, {form: _hashes(form) for form in changed})
    touched |= name_forms.owners_of(catalogue, changed)
    with catalogue.writing(moves=False) as connection:
        name_forms.replace_forms(connection, differing)
        name_forms.unlink(connection, touched)


def _link_rows(catalogue: Catalogue, owners: Sequence[str]) -> int:
    forms = {
        form.form for found in name_forms.forms_of(catalogue, owners).values() for form in found
    }
    edges = same_as(name_forms.spelled(catalogue, forms))
    return linkage.replace_edges(
        catalogue, {owner: frozenset(edges.get(owner, ())) for owner in owners}, linkage.SAME
    )


def _settle_common(catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The words that are too common in a tenant to name anything there; files that this changes
    are not done."""
    before = name_forms.common(catalogue)
    common = frozenset(name_forms.used_often(catalogue, _COMMON_SHARE, _COMMON_LEAST))
    if common != before:
        touched = name_forms.files_with(
            catalogue, {form: _hashes(form) for _, form in common ^ before}
        )
        with catalogue.writing(moves=False) as connection:
            name_forms.replace_common(connection, common)
            name_forms.unlink(connection, touched)
    return common


def _link_files(
    catalogue: Catalogue,
    files: Sequence[str],
    scans: dict[str, Scan],
    common: frozenset[tuple[str, str]],
) -> int:
    known = {id_: scans.pop(id_) for id_ in files if id_ in scans}
    known |= _scanned(catalogue, [id_ for id_ in files if id_ not in known])
    forms = {form for scan in known.values() for form in scan.forms}
    spelled = _by_tenant(form for _, form in name_forms.spelled(catalogue, forms))
    senses = {tenant: senses_of(own) for tenant, own in spelled.items()}
    plain = {tenant: frozenset(f for t, f in common if t == tenant) for tenant in spelled}
    # A document whose chunks are all gone must lose its edges too: every id gets an entry.
    found: dict[str, frozenset[Edge]] = {id_: frozenset() for id_ in files}
    for id_, names in known.items():
        if names.tenant in senses:
            found[id_] = mention_edges(names, senses[names.tenant], plain[names.tenant])
    return linkage.replace_edges(catalogue, found, linkage.MENTIONED)


def _by_tenant(forms: Iterable[Form]) -> dict[str, list[Form]]:
    """No tenant's names have a part in what those of another mean, or how far they reach."""
    found: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms:
        found[form.tenant].append(form)
    return found


def _scanned(catalogue: Catalogue, files: Sequence[str]) -> dict[str, Scan]:
    """The names in the files, which are signed too; those without text are left out."""
    found: dict[str, Scan] = {}
    readings: list[Reading] = []
    size = 0
    for chunks in linkage.chunk_texts(catalogue, files):
        reading = Reading(chunks)
        readings.append(reading)
        size += reading.size
        if size > _WORDS:
            found |= _scan_all(catalogue, readings)
            readings, size = [], 0
    return found | _scan_all(catalogue, readings)


def _scan_all(catalogue: Catalogue, readings: Sequence[Reading]) -> dict[str, Scan]:
    sign(catalogue, readings)
    keys: set[str] = set().union(*(reading.keys() for reading in readings))
    forms = _by_tenant(name_forms.anchored(catalogue, sorted(keys)))
    names = {tenant: Names.of(own) for tenant, own in forms.items()}
    nobody = Names()
    return {
        reading.document_id: scan(reading, names.get(reading.chunks[0].tenant, nobody))
        for reading in readings
    }


def _merged(forms: Iterable[Form]) -> set[Form]:
    """One for each entity and form, though several of its names may come to the same."""
    found: dict[tuple[str, str, bool], Form] = {}
    for form in forms:
        known = found.setdefault((form.entity_id, form.form, form.whole), form)
        found[form.entity_id, form.form, form.whole] = form._replace(
            capital=form.capital or known.capital,
            distinctive=form.distinctive or known.distinctive,
        )
    return set(found.values())


def _hashes(form: str) -> list[int]:
    """Hashes of the words of a form, that of its anchor first."""
    first = anchor(form)
    return [key_hash(word) for word in (first, *form.split(" "))]


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[first : first + size] for first in range(0, len(ids), size))
