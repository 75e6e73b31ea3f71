"""Ferries: plain names, two foreign keys to one table, a link table without a key, gaps."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
)
from world_rows import Rows, day, people

PORTS = [
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
VESSELS = [
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
RANKS = ["Captain", "Chief Engineer", "First Officer", "Deckhand", "Purser"]


def build(rng: random.Random) -> tuple[MetaData, Rows]:
    """The tables of the world and their rows, drawn from `rng`."""
    m = MetaData()
    _fleet_tables(m)
    _voyage_tables(m)
    rows: Rows = {}
    _fleet(rng, rows)
    _routes(rng, rows)
    _sailings(rng, rows)
    return m, rows


def _fleet_tables(m: MetaData) -> None:
    """Ports, crews, vessels."""
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


def _voyage_tables(m: MetaData) -> None:
    """Routes, sailings, what vessels have."""
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


def _fleet(rng: random.Random, rows: Rows) -> None:
    """Ports, crews, vessels."""
    crew = list(people(rng, 24))
    rows["ports"] = [
        {
            "id": n,
            "name": a,
            "country": b,
            "depth_m": round(rng.uniform(5, 22), 1),
            "opened_in": rng.randint(1880, 2005),
        }
        for n, (a, b) in enumerate(PORTS, 1)
    ]
    rows["crew_members"] = [
        {
            "id": n,
            "first_name": f,
            "last_name": la,
            "rank": RANKS[n % 5],
            "joined_on": day(rng, 2001, 2024),
            "reports_to": None if n < 4 else rng.randint(1, 3),
        }
        for n, (f, la) in enumerate(crew, 1)
    ]
    rows["vessels"] = [
        {
            "id": n,
            "name": name,
            "call_sign": f"LX{rng.randint(10, 99)}{n}",
            "length_m": round(rng.uniform(28, 190), 1),
            "passenger_capacity": 90 * n + 35,
            "car_capacity": rng.randint(0, 300),
            "top_speed_knots": rng.randint(12, 38) + 0.5,
            "in_service": n % 3 != 0,
            "launched_on": day(rng, 1985, 2022),
            "home_port_id": rng.randint(1, 9),
            "captain_id": rng.randint(1, 24),
            "chief_engineer_id": rng.randint(1, 24) if n % 4 else None,
        }
        for n, name in enumerate(VESSELS, 1)
    ]


def _routes(rng: random.Random, rows: Rows) -> None:
    """Routes."""
    pairs = rng.sample([(a, b) for a in range(1, 10) for b in range(1, 10) if a != b], 14)
    rows["routes"] = [
        {
            "id": n,
            "route_name": f"{PORTS[a - 1][0]} - {PORTS[b - 1][0]}",
            "origin_port_id": a,
            "destination_port_id": b,
            "distance_km": rng.randint(20, 700),
            "ticket_price": round(rng.uniform(9, 140), 2),
        }
        for n, (a, b) in enumerate(pairs, 1)
    ]


def _sailings(rng: random.Random, rows: Rows) -> None:
    """Sailings, and what vessels have."""
    rows["sailings"] = [
        {
            "id": n,
            "route_id": rng.randint(1, 14),
            "vessel_id": rng.randint(1, 10),
            "departs_at": dt.datetime.combine(
                day(rng, 2024, 2026), dt.time(rng.randint(5, 22), 30)
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
