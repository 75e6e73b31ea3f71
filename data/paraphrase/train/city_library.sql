CREATE TABLE branches (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  street TEXT,
  quarter TEXT,
  opened_on TEXT,
  reading_seats INTEGER,
  step_free INTEGER CHECK (step_free IN (0, 1))
);
CREATE TABLE librarians (
  id INTEGER PRIMARY KEY,
  full_name TEXT UNIQUE NOT NULL,
  branch_id INTEGER REFERENCES branches(id),
  mentor_id INTEGER REFERENCES librarians(id),
  duty TEXT,
  hired_on TEXT,
  weekly_hours INTEGER
);
CREATE TABLE writers (
  id INTEGER PRIMARY KEY,
  pen_name TEXT UNIQUE NOT NULL,
  birth_year INTEGER,
  homeland TEXT,
  won_prize INTEGER CHECK (won_prize IN (0, 1))
);
CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  title TEXT UNIQUE NOT NULL,
  writer_id INTEGER REFERENCES writers(id),
  shelf_mark TEXT,
  genre TEXT,
  pages INTEGER,
  first_printed INTEGER,
  min_age INTEGER
);
CREATE TABLE copies (
  id INTEGER PRIMARY KEY,
  barcode TEXT UNIQUE NOT NULL,
  book_id INTEGER REFERENCES books(id),
  branch_id INTEGER REFERENCES branches(id),
  wear TEXT,
  bought_for_eur REAL,
  in_house_only INTEGER CHECK (in_house_only IN (0, 1))
);
CREATE TABLE readers (
  id INTEGER PRIMARY KEY,
  full_name TEXT UNIQUE NOT NULL,
  card_no TEXT UNIQUE,
  home_branch_id INTEGER REFERENCES branches(id),
  joined_on TEXT,
  card_valid_to TEXT,
  tariff TEXT,
  email TEXT
);
CREATE TABLE loans (
  id INTEGER PRIMARY KEY,
  loan_no TEXT UNIQUE NOT NULL,
  copy_id INTEGER REFERENCES copies(id),
  reader_id INTEGER REFERENCES readers(id),
  lent_on TEXT,
  due_on TEXT,
  renewals INTEGER,
  state TEXT,
  fine_eur REAL
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  title TEXT UNIQUE NOT NULL,
  branch_id INTEGER REFERENCES branches(id),
  host_id INTEGER REFERENCES librarians(id),
  held_on TEXT,
  places INTEGER,
  ticket_eur REAL,
  audience TEXT
);
INSERT INTO branches VALUES
 (1,'Millrace Library','4 Tanner Lane','Old Town','1931-05-02',140,0),
 (2,'Harrow Street','88 Harrow Street','Northgate','1978-09-11',60,1),
 (3,'Corbel House','1 Corbel Square','Old Town','2009-03-20',220,1),
 (4,'Linden Reading Room','17 Linden Avenue','Westpark','1994-10-01',35,0),
 (5,'Quayside','52 Ferry Road','Docklands','2018-06-15',95,1);
INSERT INTO librarians VALUES
 (1,'Odile Brannock',3,NULL,'management','1999-02-01',40),
 (2,'Teodor Vasko',1,1,'cataloguing','2006-08-15',38),
 (3,'Pernille Aske',2,1,'front desk','2012-04-02',30),
 (4,'Samir Doukkali',5,3,'children','2019-09-01',20),
 (5,'Greta Holloway',3,2,'cataloguing','2021-01-11',38),
 (6,'Ivo Lanthier',4,3,'front desk','2023-05-08',25);
INSERT INTO writers VALUES
 (1,'Maren Oldacre',1951,'Norway',1),
 (2,'J. P. Tessaly',1978,'Ireland',0),
 (3,'Candelaria Fuentes',1934,'Chile',1),
 (4,'Anton Brezh',1989,'Slovenia',0),
 (5,'Lady Whistmore',1902,'England',0);
INSERT INTO books VALUES
 (1,'The Salt Ledger',1,'F-OLD-12','novel',412,1986,16),
 (2,'Nine Winters North',1,'F-OLD-15','novel',298,1993,14),
 (3,'Pip and the Paper Boat',2,'J-TES-02','children',48,2011,4),
 (4,'Kitchen of the Andes',3,'C-FUE-01','cookery',230,1972,0),
 (5,'Murder at Saltfleet',5,'K-WHI-07','crime',256,1938,16),
 (6,'A Short Map of Silence',4,'P-BRE-03','poetry',96,2019,12),
 (7,'The Widow Takes Tea',5,'K-WHI-09','crime',301,1947,16),
 (8,'Pip Goes Upriver',2,'J-TES-03','children',52,2014,4);
INSERT INTO copies VALUES
 (1,'CB-10041',1,3,'good',18.90,0),
 (2,'CB-10042',1,1,'worn',17.50,0),
 (3,'CB-10077',2,2,'good',15.00,0),
 (4,'CB-10103',3,5,'torn',12.40,0),
 (5,'CB-10118',4,1,'good',64.00,1),
 (6,'CB-10120',5,4,'worn',9.95,0),
 (7,'CB-10131',6,3,'new',22.00,0),
 (8,'CB-10136',7,2,'good',11.20,0),
 (9,'CB-10140',8,5,'new',13.60,0),
 (10,'CB-10155',5,3,'good',85.00,1);
INSERT INTO readers VALUES
 (1,'Harriet Blom',  'R-5501',3,'2008-03-14','2026-03-13','adult','h.blom@postel.example'),
 (2,'Dario Penhallow','R-5518',1,'2015-10-02','2025-10-01','student','dario.p@postel.example'),
 (3,'Yusra Aydin','R-5520',5,'2020-01-20','2026-01-19','adult','yusra@aydin.example'),
 (4,'Finn Castellan','R-5533',5,'2022-06-05','2027-06-04','child','castellan.family@mailo.example'),
 (5,'Edwin Rathbone','R-5540',2,'1996-11-30','2025-11-29','senior','e.rathbone@mailo.example'),
 (6,'Solveig Marchetti','R-5547',4,'2023-09-09','2026-09-08','student','sol.m@uni.example'),
 (7,'Bruno Tisch','R-5552',2,'2024-02-17','2026-02-16','adult','bruno@tisch.example');
INSERT INTO loans VALUES
 (1,'LN-7001',1,1,'2025-04-02','2025-04-30',1,'returned',0),
 (2,'LN-7002',4,4,'2025-04-10','2025-05-08',0,'overdue',2.40),
 (3,'LN-7003',3,2,'2025-04-15','2025-05-13',2,'out',0),
 (4,'LN-7004',6,5,'2025-03-01','2025-03-29',0,'overdue',8.80),
 (5,'LN-7005',7,6,'2025-05-02','2025-05-30',0,'out',0),
 (6,'LN-7006',8,5,'2025-05-03','2025-05-31',1,'out',0),
 (7,'LN-7007',2,3,'2025-02-11','2025-03-11',3,'lost',24.00),
 (8,'LN-7008',9,4,'2025-05-05','2025-06-02',0,'out',0),
 (9,'LN-7009',8,7,'2025-01-20','2025-02-17',0,'returned',1.20),
 (10,'LN-7010',1,3,'2025-05-06','2025-06-03',0,'out',0),
 (11,'LN-7011',3,7,'2025-03-05','2025-04-02',1,'returned',0);
INSERT INTO events VALUES
 (1,'Story Hour by the Water',5,4,'2025-06-07',25,0,'children'),
 (2,'Crime Night',3,1,'2025-06-19',80,6.50,'adults'),
 (3,'Poems After Dark',3,5,'2025-07-03',40,4.00,'adults'),
 (4,'Bookbinding for Beginners',1,2,'2025-06-21',12,18.00,'everyone'),
 (5,'Knit and Listen',2,3,'2025-06-11',20,2.00,'seniors'),
 (6,'Comics Workshop',4,6,'2025-07-12',15,5.00,'children');
