CREATE TABLE institutions (
  inst_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  city TEXT,
  kind TEXT,
  established INTEGER,
  registrar TEXT,
  climate_certified INTEGER CHECK (climate_certified IN (0, 1))
);
CREATE TABLE artists (
  artist_id INTEGER PRIMARY KEY,
  known_as TEXT UNIQUE NOT NULL,
  born INTEGER,
  died INTEGER,
  school TEXT
);
CREATE TABLE rooms (
  room_id INTEGER PRIMARY KEY,
  label TEXT UNIQUE NOT NULL,
  storey INTEGER,
  lux_limit INTEGER,
  humidity_pct INTEGER,
  alarm_zone TEXT
);
CREATE TABLE conservators (
  cons_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  craft TEXT,
  extension TEXT,
  in_post_since TEXT,
  supervisor_id INTEGER REFERENCES conservators(cons_id)
);
CREATE TABLE works (
  work_id INTEGER PRIMARY KEY,
  title TEXT UNIQUE NOT NULL,
  inv_no TEXT UNIQUE,
  artist_id INTEGER REFERENCES artists(artist_id),
  room_id INTEGER REFERENCES rooms(room_id),
  medium TEXT,
  made_in INTEGER,
  height_cm REAL,
  acquired_on TEXT,
  acquired_how TEXT,
  insured_eur INTEGER,
  may_travel INTEGER CHECK (may_travel IN (0, 1))
);
CREATE TABLE exhibitions (
  exh_id INTEGER PRIMARY KEY,
  title TEXT UNIQUE NOT NULL,
  host_id INTEGER REFERENCES institutions(inst_id),
  curator TEXT,
  opens TEXT,
  closes TEXT,
  admission_eur REAL
);
CREATE TABLE loans (
  loan_id INTEGER PRIMARY KEY,
  loan_ref TEXT UNIQUE NOT NULL,
  work_id INTEGER REFERENCES works(work_id),
  lender_id INTEGER REFERENCES institutions(inst_id),
  borrower_id INTEGER REFERENCES institutions(inst_id),
  exh_id INTEGER REFERENCES exhibitions(exh_id),
  leaves_on TEXT,
  returns_on TEXT,
  situation TEXT,
  loan_fee_eur INTEGER,
  courier_rides INTEGER CHECK (courier_rides IN (0, 1))
);
CREATE TABLE crates (
  crate_id INTEGER PRIMARY KEY,
  crate_mark TEXT UNIQUE NOT NULL,
  loan_id INTEGER REFERENCES loans(loan_id),
  haulier TEXT,
  gross_kg REAL,
  lining TEXT,
  whereabouts TEXT,
  seal_no TEXT
);
CREATE TABLE reports (
  report_id INTEGER PRIMARY KEY,
  report_code TEXT UNIQUE NOT NULL,
  work_id INTEGER REFERENCES works(work_id),
  cons_id INTEGER REFERENCES conservators(cons_id),
  examined_on TEXT,
  verdict TEXT,
  treatment_h REAL,
  photos INTEGER
);
INSERT INTO institutions VALUES
 (1,'Vanterpool Museum','Lindmark','museum',1884,'Agnes Thorley',1),
 (2,'Galerie Sorel','Bastenne','gallery',1967,'Luc Dufresne',1),
 (3,'Stadtmuseum Kroll','Krollenburg','museum',1921,'Frieda Anselm',0),
 (4,'Fondazione Brera Nuova','Lodano','foundation',1999,'Tullia Conti',1),
 (5,'The Old Exchange','Marwick','gallery',2008,'Callum Reid',0),
 (6,'Ostrov Collection','Velin','private',1975,'Zora Ilic',0);
INSERT INTO artists VALUES
 (1,'Cornelis van Aalst',1602,1668,'Dutch'),
 (2,'Mathilde Serrault',1841,1919,'Impressionist'),
 (3,'Il Zoppo di Lodano',1480,1531,'Lombard'),
 (4,'Ragna Eide',1898,1987,'Modernist'),
 (5,'Bertram Foxley',1775,1840,'English');
INSERT INTO rooms VALUES
 (1,'Long Gallery',1,150,50,'Z1'),
 (2,'Print Cabinet',2,50,48,'Z4'),
 (3,'North Vault',-1,0,45,'Z9'),
 (4,'Rotunda',0,200,52,'Z1'),
 (5,'Sculpture Court',0,300,55,'Z2');
INSERT INTO conservators VALUES
 (1,'Henrike Saal','paintings','311','2004-01-12',NULL),
 (2,'Amadou Keita','paper','314','2013-06-03',1),
 (3,'Rosalind Peck','paintings','312','2018-09-17',1),
 (4,'Milo Jancar','stone','320','2016-02-29',1),
 (5,'Tess Ueda','frames','318','2022-11-07',3);
INSERT INTO works VALUES
 (1,'Harbour in a Squall','VM-0113',1,1,'oil on panel',1641,62.5,'1902-04-08','bequest',1400000,1),
 (2,'Still Life with Quinces','VM-0120',1,3,'oil on panel',1655,48,'1931-10-21','purchase',950000,0),
 (3,'Washing Day','VM-0388',2,1,'oil on canvas',1879,81,'1956-02-14','gift',2300000,1),
 (4,'The Lame Shepherd','VM-0042',3,4,'tempera',1512,134,'1889-07-30','purchase',5200000,0),
 (5,'Blue Ladder','VM-0602',4,5,'bronze',1958,210,'1974-05-16','purchase',480000,1),
 (6,'Moors at Dusk','VM-0257',5,2,'watercolour',1811,29,'1911-12-05','bequest',120000,1),
 (7,'Girl with a Kite','VM-0391',2,1,'pastel',1884,55,'1988-03-22','gift',760000,0),
 (8,'Study for a Ladder','VM-0611',4,2,'charcoal',1956,42.5,'1990-09-09','gift',35000,1);
INSERT INTO exhibitions VALUES
 (1,'Wind and Water',2,'Odette Lagarde','2025-04-05','2025-08-31',14),
 (2,'Serrault and Her Circle',4,'Pietro Malin','2025-09-20','2026-01-18',16),
 (3,'Steps and Ladders',5,'Ewan Lochhead','2025-03-01','2025-06-15',0),
 (4,'The English Sky',3,'Konstanze Ruhl','2024-10-12','2025-02-02',9),
 (5,'Treasures from the East',1,'Imogen Ashby','2025-11-07','2026-03-29',12);
INSERT INTO loans VALUES
 (1,'L-2025-01',1,1,2,1,'2025-03-24','2025-09-12','on show',6000,1),
 (2,'L-2025-02',3,1,4,2,'2025-09-08','2026-02-01','agreed',9500,1),
 (3,'L-2025-03',5,1,5,3,'2025-02-18','2025-06-27','on show',2500,0),
 (4,'L-2025-04',8,1,5,3,'2025-02-18','2025-06-27','on show',500,0),
 (5,'L-2024-09',6,1,3,4,'2024-10-01','2025-02-14','returned',1200,0),
 (6,'L-2025-05',4,1,4,2,'2025-09-08','2026-02-01','refused',0,0),
 (7,'L-2025-06',NULL,6,1,5,'2025-10-20','2026-04-15','requested',15000,1),
 (8,'L-2025-07',7,1,4,2,'2025-09-08','2026-02-01','refused',0,0);
INSERT INTO crates VALUES
 (1,'KB-11',1,'Artis Cargo',68,'foam','at borrower','S-90311'),
 (2,'KB-12',3,'Brandt & Fils',540,'timber battens','at borrower','S-90320'),
 (3,'KB-13',4,'Brandt & Fils',22.5,'foam','at borrower','S-90321'),
 (4,'KB-14',2,'Artis Cargo',85,'silk tissue','being built',NULL),
 (5,'KB-09',5,'Norvan Art Moves',18,'foam','in store','S-88107'),
 (6,'KB-15',7,'Norvan Art Moves',130,'silk tissue','being built',NULL);
INSERT INTO reports VALUES
 (1,'CR-301',1,1,'2025-03-10','stable',2.5,14),
 (2,'CR-302',4,3,'2025-01-28','fragile',46,38),
 (3,'CR-303',5,4,'2025-02-05','stable',1,9),
 (4,'CR-304',6,2,'2025-02-20','needs work',6.5,12),
 (5,'CR-305',7,2,'2025-03-03','fragile',12,21),
 (6,'CR-306',3,3,'2025-05-12','needs work',18,25),
 (7,'CR-307',8,2,'2025-02-06','stable',0.5,4);
