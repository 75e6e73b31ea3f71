"""A library: names in capitals without a prefix (`UnitPrice`), keys in words, a hierarchy."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
)
from world_rows import Rows, day, people

FIRST = "Silent Crimson Broken Hidden Last Winter Paper Glass Northern Borrowed Velvet".split()
SECOND = "Harbour Orchard Lantern Compass Letters Garden Cartographer Tide Archive Sparrow".split()
GENRES = ["Fiction", "Crime", "Romance", "Non-Fiction", "Travel", "Biography", "Poetry"]


def build(rng: random.Random) -> tuple[MetaData, Rows]:
    """The tables of the world and their rows, drawn from `rng`."""
    m = MetaData()
    _book_tables(m)
    _branch_tables(m)
    titles = [
        *rng.sample([f"The {a} {b}" for a in FIRST for b in SECOND], 34),
        "Moth",
        "1888",
        "Q & A",
    ]
    rows: Rows = {}
    _fixed(rng, rows)
    _books(rng, rows, titles)
    _loans(rng, rows)
    return m, rows


def _book_tables(m: MetaData) -> None:
    """Authors, publishers, genres, books."""
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


def _branch_tables(m: MetaData) -> None:
    """Branches, their books, loans."""
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


def _fixed(rng: random.Random, rows: Rows) -> None:
    """Authors, publishers, genres, branches."""
    rows["Author"] = [
        {
            "AuthorId": n,
            "Name": f"{a} {b}",
            "BirthYear": rng.randint(1900, 1990),
            "Nationality": rng.choice(("Finnish", "Irish", "Chilean", "Nigerian")),
        }
        for n, (a, b) in enumerate(people(rng, 12), 1)
    ]
    rows["Publisher"] = [
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
    ]
    rows["Genre"] = [
        {"GenreId": n, "Name": name, "ParentGenreId": 1 if n in (2, 3) else None}
        for n, name in enumerate(GENRES, 1)
    ]
    rows["Branch"] = [
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
    ]


def _books(rng: random.Random, rows: Rows, titles: list[str]) -> None:
    """Books, and how many each branch has."""
    rows["Book"] = [
        {
            "BookId": n,
            "Title": title,
            "AuthorId": rng.randint(1, 12),
            "PublisherId": rng.randint(1, 5),
            "GenreId": rng.randint(1, 7),
            "PageCount": rng.randint(90, 900),
            "UnitPrice": round(rng.uniform(5, 60), 2),
            "ReleaseDate": day(rng, 1950, 2024),
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


def _loans(rng: random.Random, rows: Rows) -> None:
    """Loans."""
    rows["Loan"] = [
        {
            "LoanId": n,
            "BookId": rng.randint(1, 37),
            "BranchId": f"B{rng.randint(1, 4)}",
            "LoanDate": (lent := day(rng, 2024, 2025)),
            "DueDate": lent + dt.timedelta(days=21),
            "FineAmount": round(rng.uniform(0, 12), 2) if n % 4 == 0 else None,
        }
        for n in range(1, 81)
    ]
