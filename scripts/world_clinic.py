"""A clinic with cryptic names (`tbl_pat.fname`, `dose_mg`), flags as Y and N, a composite key."""

from __future__ import annotations

import random

from sqlalchemy import (
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
)
from world_rows import Rows, day, people

WARDS = [
    "Maternity",
    "Cardiac Care",
    "Orthopaedics",
    "Burns Unit",
    "Day Surgery",
    "Paediatrics",
]
SPECIALTIES = ["Cardiology", "Surgery", "Paediatrics", "Dermatology", "General Practice"]
MEDICINES = [
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


def build(rng: random.Random) -> tuple[MetaData, Rows]:
    """The tables of the world and their rows, drawn from `rng`."""
    m = MetaData()
    _people_tables(m)
    _other_tables(m)
    rows: Rows = {}
    _fixed(rng, rows)
    _patients(rng, rows)
    _treatments(rng, rows)
    return m, rows


def _people_tables(m: MetaData) -> None:
    """Wards, doctors, patients."""
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


def _other_tables(m: MetaData) -> None:
    """Medicines, appointments, prescriptions."""
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


def _fixed(rng: random.Random, rows: Rows) -> None:
    """Wards, doctors, medicines."""
    rows["tbl_ward"] = [
        {
            "ward_cd": f"W-{n + 1:02}",
            "ward_nm": name,
            "bed_cnt": 8 + 3 * n + n % 2,
            "floor_no": n % 4,
        }
        for n, name in enumerate(WARDS)
    ]
    rows["tbl_doc"] = [
        {
            "doc_id": n,
            "fname": f,
            "lname": la,
            "specialty": rng.choice(SPECIALTIES),
            "room_no": f"{rng.randint(1, 4)}{n:02}",
            "hired_dt": day(rng, 1998, 2023),
            "ward_cd": f"W-{rng.randint(1, 6):02}",
        }
        for n, (f, la) in enumerate(people(rng, 9), 1)
    ]
    rows["tbl_med"] = [
        {
            "med_cd": f"M{n:04}",
            "med_nm": name,
            "dose_mg": rng.choice((5, 10, 25, 80)) + n,
            "price_eur": round(rng.uniform(3, 90), 2),
            "otc_yn": rng.choice("YN"),
            "form_typ": rng.choice(("tablet", "syrup", "cream")),
        }
        for n, name in enumerate(MEDICINES, 1)
    ]


def _patients(rng: random.Random, rows: Rows) -> None:
    """Patients."""
    rows["tbl_pat"] = [
        {
            "pat_no": 5000 + n,
            "fname": f,
            "lname": la,
            "birth_dt": day(rng, 1940, 2015),
            "blood_grp": rng.choice(("A+", "B-", "AB+", "O-")),
            "ht_cm": 150 + n,
            "wt_kg": round(rng.uniform(48, 110), 1),
            "phone": f"555-01{n:02}",
            "doc_id": rng.randint(1, 9) if n % 7 else None,
        }
        for n, (f, la) in enumerate(people(rng, 40))
    ]


def _treatments(rng: random.Random, rows: Rows) -> None:
    """Appointments and prescriptions."""
    rows["tbl_appt"] = [
        {
            "appt_id": 100 + n,
            "pat_no": 5000 + rng.randint(0, 39),
            "doc_id": rng.randint(1, 9),
            "appt_dt": day(rng, 2023, 2025),
            "dur_min": rng.choice((10, 15, 20, 45)) + n % 3,
            "stat": rng.choice(("booked", "done", "no-show")),
        }
        for n in range(90)
    ]
    seen = {(5000 + rng.randint(0, 39), f"M{rng.randint(1, 12):04}") for _ in range(70)}
    rows["tbl_rx"] = [
        {"pat_no": p, "med_cd": c, "rx_dt": day(rng, 2024, 2025), "qty": rng.randint(1, 90)}
        for p, c in sorted(seen)
    ]
