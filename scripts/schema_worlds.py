"""Three made-up databases unlike each other, for questions about a schema that nobody prepared.

`clinic` has cryptic names (`tbl_pat.fname`, `dose_mg`, flags as Y and N) and a composite key;
`ferries` plain ones, two foreign keys to one table, a link table without a key, times and gaps;
`library` names in capitals without any prefix (`UnitPrice`), keys in words, a hierarchy.

    python scripts/schema_worlds.py clinic sqlite:///clinic.sqlite
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
)

Rows = dict[str, list[dict[str, Any]]]
FIRST = """Aino Bastian Celeste Dov Edda Farid Greta Hamid Ilse Joaquin Katya Lemuel Mirela Nico
Odile Pavel Quentin Rosalind Selim Tove Ulrike Vasco Wilma Xenia Yann Zelda Anselm Britta Caspar
Dagny Emeka Freya Gideon Hedda Ivo Jasna""".split()
LAST = """Abegg Bellweather Corvino Dunmore Eskola Farnham Grieve Holloway Ibsen Jarvi Kestner
Lindqvist Marchetti Novak Ottesen Pemberton Quist Ruland Sandoval Thorne Ullman Vance Wexler Yoder
Zeller Ashdown Brandt Calloway""".split()


def build(world: str, url: str) -> None:
    """Create the tables of a world in an empty database and fill them; the same rows each time."""
    metadata, rows = WORLDS[world](random.Random(world))  # noqa: S311 - no secret
    engine = create_engine(url)
    try:
        metadata.create_all(engine)
        with engine.begin() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.insert(), rows[table.name])
    finally:
        engine.dispose()


def _people(rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    while len(seen) < count:
        one = rng.choice(FIRST), rng.choice(LAST)
        if one not in seen:
            seen.add(one)
            yield one


def _day(rng: random.Random, first: int, last: int) -> dt.date:
    return dt.date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28))


def _clinic(rng: random.Random) -> tuple[MetaData, Rows]:
    m = MetaData()
    Table(
        "tbl_ward",
        m,
        Column("ward_cd", String(6), primary_key=True),
        Column("ward_nm", String(40), nullable=False),
        Column("bed_cnt", Integer),
        Column("floor_no", Integer),
    )
    Table(
        "tbl_doc",
        m,
        Column("doc_id", Integer, primary_key=True),
        Column("fname", String(30)),
        Column("lname", String(30)),
        Column("specialty", String(40)),
        Column("room_no", String(8)),
        Column("hired_dt", Date),
        Column("ward_cd", ForeignKey("tbl_ward.ward_cd")),
    )
    Table(
        "tbl_pat",
        m,
        Column("pat_no", Integer, primary_key=True),
        Column("fname", String(30)),
        Column("lname", String(30)),
        Column("birth_dt", Date),
        Column("blood_grp", String(3)),
        Column("ht_cm", Integer),
        Column("wt_kg", Float),
        Column("phone", String(20)),
        Column("doc_id", ForeignKey("tbl_doc.doc_id")),
    )
    Table(
        "tbl_med",
        m,
        Column("med_cd", String(8), primary_key=True),
        Column("med_nm", String(40)),
        Column("dose_mg", Integer),
        Column("price_eur", Numeric(8, 2)),
        Column("otc_yn", String(1)),
        Column("form_typ", String(20)),
    )
    Table(
        "tbl_appt",
        m,
        Column("appt_id", Integer, primary_key=True),
        Column("pat_no", ForeignKey("tbl_pat.pat_no")),
        Column("doc_id", ForeignKey("tbl_doc.doc_id")),
        Column("appt_dt", Date),
        Column("dur_min", Integer),
        Column("stat", String(12)),
    )
    Table(
        "tbl_rx",
        m,
        Column("pat_no", ForeignKey("tbl_pat.pat_no")),
        Column("med_cd", ForeignKey("tbl_med.med_cd")),
        Column("rx_dt", Date),
        Column("qty", Integer),
        PrimaryKeyConstraint("pat_no", "med_cd", "rx_dt"),
    )
    wards = [
        "Maternity",
        "Cardiac Care",
        "Orthopaedics",
        "Burns Unit",
        "Day Surgery",
        "Paediatrics",
    ]
    specs = ["Cardiology", "Surgery", "Paediatrics", "Dermatology", "General Practice"]
    meds = [
        "Zanoprel",
        "Coradine",
        "Mevalox",
        "Trisomin",
        "Paxelor",
        "Dulcinol",
        "Ferrovit Plus",
        "Nimbucalm",
        "Oxatrine",
        "Velodrax",
        "Quintabex",
        "Harmolin",
    ]
    rows: Rows = {
        "tbl_ward": [
            {
                "ward_cd": f"W-{n + 1:02}",
                "ward_nm": name,
                "bed_cnt": 8 + 3 * n + n % 2,
                "floor_no": n % 4,
            }
            for n, name in enumerate(wards)
        ],
        "tbl_doc": [
            {
                "doc_id": n,
                "fname": f,
                "lname": la,
                "specialty": rng.choice(specs),
                "room_no": f"{rng.randint(1, 4)}{n:02}",
                "hired_dt": _day(rng, 1998, 2023),
                "ward_cd": f"W-{rng.randint(1, 6):02}",
            }
            for n, (f, la) in enumerate(_people(rng, 9), 1)
        ],
        "tbl_med": [
            {
                "med_cd": f"M{n:04}",
                "med_nm": name,
                "dose_mg": rng.choice((5, 10, 25, 80)) + n,
                "price_eur": round(rng.uniform(3, 90), 2),
                "otc_yn": rng.choice("YN"),
                "form_typ": rng.choice(("tablet", "syrup", "cream")),
            }
            for n, name in enumerate(meds, 1)
        ],
    }
    rows["tbl_pat"] = [
        {
            "pat_no": 5000 + n,
            "fname": f,
            "lname": la,
            "birth_dt": _day(rng, 1940, 2015),
            "blood_grp": rng.choice(("A+", "B-", "AB+", "O-")),
            "ht_cm": 150 + n,
            "wt_kg": round(rng.uniform(48, 110), 1),
            "phone": f"555-01{n:02}",
            "doc_id": rng.randint(1, 9) if n % 7 else None,
        }
        for n, (f, la) in enumerate(_people(rng, 40))
    ]
    rows["tbl_appt"] = [
        {
            "appt_id": 100 + n,
            "pat_no": 5000 + rng.randint(0, 39),
            "doc_id": rng.randint(1, 9),
            "appt_dt": _day(rng, 2023, 2025),
            "dur_min": rng.choice((10, 15, 20, 45)) + n % 3,
            "stat": rng.choice(("booked", "done", "no-show")),
        }
        for n in range(90)
    ]
    seen = {(5000 + rng.randint(0, 39), f"M{rng.randint(1, 12):04}") for _ in range(70)}
    rows["tbl_rx"] = [
        {"pat_no": p, "med_cd": c, "rx_dt": _day(rng, 2024, 2025), "qty": rng.randint(1, 90)}
        for p, c in sorted(seen)
    ]
    return m, rows


def _ferries(rng: random.Random) -> tuple[MetaData, Rows]:
    m = MetaData()
    Table(
        "ports",
        m,
        Column("id", Integer, primary_key=True),
        Column("name", String(40)),
        Column("country", String(30)),
        Column("depth_m", Float),
        Column("opened_in", Integer),
    )
    Table(
        "crew_members",
        m,
        Column("id", Integer, primary_key=True),
        Column("first_name", String(30)),
        Column("last_name", String(30)),
        Column("rank", String(30)),
        Column("joined_on", Date),
        Column("reports_to", ForeignKey("crew_members.id")),
    )
    Table(
        "vessels",
        m,
        Column("id", Integer, primary_key=True),
        Column("name", String(40)),
        Column("call_sign", String(10), unique=True),
        Column("length_m", Float),
        Column("passenger_capacity", Integer),
        Column("car_capacity", Integer),
        Column("top_speed_knots", Float),
        Column("in_service", Boolean),
        Column("launched_on", Date),
        Column("home_port_id", ForeignKey("ports.id")),
        Column("captain_id", ForeignKey("crew_members.id")),
        Column("chief_engineer_id", ForeignKey("crew_members.id")),
    )
    Table(
        "routes",
        m,
        Column("id", Integer, primary_key=True),
        Column("route_name", String(40)),
        Column("origin_port_id", ForeignKey("ports.id")),
        Column("destination_port_id", ForeignKey("ports.id")),
        Column("distance_km", Integer),
        Column("ticket_price", Numeric(8, 2)),
    )
    Table(
        "sailings",
        m,
        Column("id", Integer, primary_key=True),
        Column("route_id", ForeignKey("routes.id")),
        Column("vessel_id", ForeignKey("vessels.id")),
        Column("departs_at", DateTime),
        Column("passengers", Integer),
        Column("status", String(12)),
    )
    Table(
        "vessel_facilities",
        m,
        Column("vessel_id", ForeignKey("vessels.id")),
        Column("facility", String(30)),
    )
    ports = [
        ("Skarvik", "Norway"),
        ("Holmsund Pier", "Sweden"),
        ("Port Ellery", "Ireland"),
        ("Trevanna", "United Kingdom"),
        ("Kvitsand", "Norway"),
        ("Rosmarin", "France"),
        ("Oxelhamn", "Sweden"),
        ("Dunmarrow", "Ireland"),
        ("St Brannoc", "United Kingdom"),
    ]
    names = [
        "Aurora Borealis",
        "MV Gannet",
        "Sea Harrier",
        "Queen of Trevanna",
        "Lady Ishbel",
        "Puffin",
        "Northern Clipper",
        "Storm Petrel II",
        "Marguerite",
        "Kittiwake Express",
    ]
    ranks = ["Captain", "Chief Engineer", "First Officer", "Deckhand", "Purser"]
    crew = list(_people(rng, 24))
    rows: Rows = {
        "ports": [
            {
                "id": n,
                "name": a,
                "country": b,
                "depth_m": round(rng.uniform(5, 22), 1),
                "opened_in": rng.randint(1880, 2005),
            }
            for n, (a, b) in enumerate(ports, 1)
        ],
        "crew_members": [
            {
                "id": n,
                "first_name": f,
                "last_name": la,
                "rank": ranks[n % 5],
                "joined_on": _day(rng, 2001, 2024),
                "reports_to": None if n < 4 else rng.randint(1, 3),
            }
            for n, (f, la) in enumerate(crew, 1)
        ],
        "vessels": [
            {
                "id": n,
                "name": name,
                "call_sign": f"LX{rng.randint(10, 99)}{n}",
                "length_m": round(rng.uniform(28, 190), 1),
                "passenger_capacity": 90 * n + 35,
                "car_capacity": rng.randint(0, 300),
                "top_speed_knots": rng.randint(12, 38) + 0.5,
                "in_service": n % 3 != 0,
                "launched_on": _day(rng, 1985, 2022),
                "home_port_id": rng.randint(1, 9),
                "captain_id": rng.randint(1, 24),
                "chief_engineer_id": rng.randint(1, 24) if n % 4 else None,
            }
            for n, name in enumerate(names, 1)
        ],
    }
    pairs = rng.sample([(a, b) for a in range(1, 10) for b in range(1, 10) if a != b], 14)
    rows["routes"] = [
        {
            "id": n,
            "route_name": f"{ports[a - 1][0]} - {ports[b - 1][0]}",
            "origin_port_id": a,
            "destination_port_id": b,
            "distance_km": rng.randint(20, 700),
            "ticket_price": round(rng.uniform(9, 140), 2),
        }
        for n, (a, b) in enumerate(pairs, 1)
    ]
    rows["sailings"] = [
        {
            "id": n,
            "route_id": rng.randint(1, 14),
            "vessel_id": rng.randint(1, 10),
            "departs_at": dt.datetime.combine(
                _day(rng, 2024, 2026), dt.time(rng.randint(5, 22), 30)
            ),
            "passengers": rng.randint(10, 900) if n % 9 else None,
            "status": rng.choice(("scheduled", "departed", "cancelled")),
        }
        for n in range(1, 121)
    ]
    have = {
        (rng.randint(1, 10), f)
        for f in ("sauna", "cinema", "duty free shop", "play area")
        for _ in range(4)
    }
    rows["vessel_facilities"] = [{"vessel_id": v, "facility": f} for v, f in sorted(have)]
    return m, rows


def _library(rng: random.Random) -> tuple[MetaData, Rows]:
    m = MetaData()
    Table(
        "Author",
        m,
        Column("AuthorId", Integer, primary_key=True),
        Column("Name", String(60)),
        Column("Nationality", String(30)),
        Column("BirthYear", Integer),
    )
    Table(
        "Publisher",
        m,
        Column("PublisherId", Integer, primary_key=True),
        Column("Name", String(60)),
        Column("City", String(30)),
        Column("Founded", Integer),
    )
    Table(
        "Genre",
        m,
        Column("GenreId", Integer, primary_key=True),
        Column("Name", String(40)),
        Column("ParentGenreId", ForeignKey("Genre.GenreId")),
    )
    Table(
        "Book",
        m,
        Column("BookId", Integer, primary_key=True),
        Column("Title", String(80)),
        Column("AuthorId", ForeignKey("Author.AuthorId")),
        Column("PublisherId", ForeignKey("Publisher.PublisherId")),
        Column("GenreId", ForeignKey("Genre.GenreId")),
        Column("PageCount", Integer),
        Column("UnitPrice", Numeric(8, 2)),
        Column("Language", String(20)),
        Column("ReleaseDate", Date),
        Column("IsOutOfPrint", Boolean),
    )
    Table(
        "Branch",
        m,
        Column("BranchId", String(4), primary_key=True),
        Column("BranchName", String(40)),
        Column("City", String(30)),
        Column("SeatCount", Integer),
    )
    Table(
        "BookStock",
        m,
        Column("BranchId", String(4)),
        Column("BookId", Integer),
        Column("Copies", Integer),
        PrimaryKeyConstraint("BranchId", "BookId"),
        ForeignKeyConstraint(["BranchId"], ["Branch.BranchId"]),
        ForeignKeyConstraint(["BookId"], ["Book.BookId"]),
    )
    Table(
        "Loan",
        m,
        Column("LoanId", Integer, primary_key=True),
        Column("BookId", ForeignKey("Book.BookId")),
        Column("BranchId", ForeignKey("Branch.BranchId")),
        Column("LoanDate", Date),
        Column("DueDate", Date),
        Column("FineAmount", Numeric(6, 2)),
    )
    one = "Silent Crimson Broken Hidden Last Winter Paper Glass Northern Borrowed Velvet".split()
    two = "Harbour Orchard Lantern Compass Letters Garden Cartographer Tide Archive Sparrow".split()
    titles = [*rng.sample([f"The {a} {b}" for a in one for b in two], 34), "Moth", "1888", "Q & A"]
    genres = ["Fiction", "Crime", "Romance", "Non-Fiction", "Travel", "Biography", "Poetry"]
    rows: Rows = {
        "Author": [
            {
                "AuthorId": n,
                "Name": f"{a} {b}",
                "BirthYear": rng.randint(1900, 1990),
                "Nationality": rng.choice(("Finnish", "Irish", "Chilean", "Nigerian")),
            }
            for n, (a, b) in enumerate(_people(rng, 12), 1)
        ],
        "Publisher": [
            {
                "PublisherId": n,
                "Name": name,
                "Founded": 1900 + 13 * n,
                "City": rng.choice(("Turin", "Galway", "Lund")),
            }
            for n, name in enumerate(
                (
                    "Heron House",
                    "Blackthorn Press",
                    "Ostrea",
                    "Three Keys Books",
                    "O'Malley & Sons",
                ),
                1,
            )
        ],
        "Genre": [
            {"GenreId": n, "Name": name, "ParentGenreId": 1 if n in (2, 3) else None}
            for n, name in enumerate(genres, 1)
        ],
        "Branch": [
            {"BranchId": f"B{n}", "BranchName": name, "SeatCount": 40 + 17 * n, "City": city}
            for n, (name, city) in enumerate(
                (
                    ("Riverside", "Galway"),
                    ("Old Town", "Turin"),
                    ("Castle Hill", "Galway"),
                    ("Docklands", "Lund"),
                ),
                1,
            )
        ],
    }
    rows["Book"] = [
        {
            "BookId": n,
            "Title": title,
            "AuthorId": rng.randint(1, 12),
            "PublisherId": rng.randint(1, 5),
            "GenreId": rng.randint(1, 7),
            "PageCount": rng.randint(90, 900),
            "UnitPrice": round(rng.uniform(5, 60), 2),
            "ReleaseDate": _day(rng, 1950, 2024),
            "Language": rng.choice(("English", "Spanish", "Finnish")),
            "IsOutOfPrint": n % 5 == 0,
        }
        for n, title in enumerate(titles, 1)
    ]
    rows["BookStock"] = [
        {"BranchId": f"B{b}", "BookId": n, "Copies": rng.randint(0, 9)}
        for n in range(1, 38)
        for b in (1, 2, 3, 4)
        if rng.random() < 0.5
    ]
    rows["Loan"] = [
        {
            "LoanId": n,
            "BookId": rng.randint(1, 37),
            "BranchId": f"B{rng.randint(1, 4)}",
            "LoanDate": (day := _day(rng, 2024, 2025)),
            "DueDate": day + dt.timedelta(days=21),
            "FineAmount": round(rng.uniform(0, 12), 2) if n % 4 == 0 else None,
        }
        for n in range(1, 81)
    ]
    return m, rows


WORLDS: dict[str, Callable[[random.Random], tuple[MetaData, Rows]]] = {
    "clinic": _clinic,
    "ferries": _ferries,
    "library": _library,
}


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2])
