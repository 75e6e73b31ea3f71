CREATE TABLE airfields (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  icao TEXT UNIQUE,
  country TEXT,
  runway_m INTEGER,
  elevation_ft INTEGER,
  customs INTEGER CHECK (customs IN (0, 1)),
  landing_fee_usd REAL
);
CREATE TABLE aircraft_types (
  id INTEGER PRIMARY KEY,
  type_name TEXT UNIQUE NOT NULL,
  built_by TEXT,
  engines INTEGER,
  pax_max INTEGER,
  cruise_kt INTEGER,
  range_nm INTEGER,
  hourly_usd REAL
);
CREATE TABLE aircraft (
  id INTEGER PRIMARY KEY,
  tail_no TEXT UNIQUE NOT NULL,
  type_id INTEGER REFERENCES aircraft_types(id),
  base_id INTEGER REFERENCES airfields(id),
  delivered TEXT,
  airframe_hours INTEGER,
  airworthiness TEXT,
  wifi INTEGER CHECK (wifi IN (0, 1)),
  lease_rate_usd INTEGER
);
CREATE TABLE crew (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  role TEXT,
  home_id INTEGER REFERENCES airfields(id),
  medical_until TEXT,
  flown_hours INTEGER,
  staff_no TEXT
);
CREATE TABLE brokers (
  id INTEGER PRIMARY KEY,
  company TEXT UNIQUE NOT NULL,
  seat TEXT,
  commission_pct REAL,
  credit_limit_usd INTEGER,
  agent TEXT
);
CREATE TABLE charters (
  id INTEGER PRIMARY KEY,
  charter_ref TEXT UNIQUE NOT NULL,
  broker_id INTEGER REFERENCES brokers(id),
  occasion TEXT,
  quoted_usd INTEGER,
  booked_at TEXT,
  stage TEXT,
  catering TEXT,
  pets_aboard INTEGER CHECK (pets_aboard IN (0, 1))
);
CREATE TABLE legs (
  id INTEGER PRIMARY KEY,
  leg_code TEXT UNIQUE NOT NULL,
  charter_id INTEGER REFERENCES charters(id),
  aircraft_id INTEGER REFERENCES aircraft(id),
  captain_id INTEGER REFERENCES crew(id),
  from_id INTEGER REFERENCES airfields(id),
  to_id INTEGER REFERENCES airfields(id),
  etd TEXT,
  block_min INTEGER,
  pax INTEGER,
  fuel_kg INTEGER,
  leg_status TEXT
);
CREATE TABLE snags (
  id INTEGER PRIMARY KEY,
  snag_no TEXT UNIQUE NOT NULL,
  aircraft_id INTEGER REFERENCES aircraft(id),
  found_on TEXT,
  system TEXT,
  urgency TEXT,
  signed_off INTEGER CHECK (signed_off IN (0, 1)),
  mechanic TEXT
);
INSERT INTO airfields VALUES
 (1,'Sandvik Field','XSVK','Norway',1840,95,1,410),
 (2,'Monte Rosso','XMRO','Italy',1200,1720,0,265),
 (3,'Halden Quay','XHQY','Ireland',2410,33,1,590),
 (4,'Zellbach','XZLB','Austria',1060,2410,0,220),
 (5,'Port Amara','XPAM','Greece',2750,12,1,720),
 (6,'Whinmoor','XWHM','Scotland',1550,410,0,180);
INSERT INTO aircraft_types VALUES
 (1,'Kestrel 9','Aerodan',2,9,310,1350,2900),
 (2,'Kestrel 19','Aerodan',2,19,295,1100,3800),
 (3,'Boreas Jet','Tolland Aviation',2,8,440,2600,6400),
 (4,'Pinto Turbo','Rivaplane',1,6,260,980,1700),
 (5,'Grand Boreas','Tolland Aviation',3,16,470,4300,11200);
INSERT INTO aircraft VALUES
 (1,'LN-KDA',1,1,'2012-05-14',8120,'serviceable',0,38000),
 (2,'LN-KDB',2,1,'2009-09-30',14960,'grounded',0,41000),
 (3,'EI-BOR',3,3,'2018-03-22',3870,'serviceable',1,92000),
 (4,'OE-PTO',4,4,'2015-07-08',5240,'serviceable',0,17500),
 (5,'EI-GBX',5,3,'2022-12-01',1410,'serviceable',1,185000),
 (6,'SX-KES',1,5,'2014-02-19',7015,'in check',1,36500),
 (7,'G-PINT',4,6,'2019-10-10',2990,'grounded',0,19000);
INSERT INTO crew VALUES
 (1,'Astrid Fjelde','captain',1,'2026-01-31',9800,'CW-011'),
 (2,'Ronan Shea','captain',3,'2025-09-30',12450,'CW-002'),
 (3,'Katja Innerhofer','captain',4,'2025-12-15',5600,'CW-027'),
 (4,'Stavros Melis','first officer',5,'2026-04-30',2100,'CW-040'),
 (5,'Una Brodie','cabin',6,'2025-11-30',3300,'CW-033'),
 (6,'Matteo Grassi','first officer',2,'2025-07-31',1750,'CW-044'),
 (7,'Niamh Kiely','captain',3,'2026-03-31',7200,'CW-019');
INSERT INTO brokers VALUES
 (1,'Skylark Partners','London',7.5,250000,'Julian Frome'),
 (2,'Aurora Air Desk','Oslo',5,120000,'Liv Hagen'),
 (3,'Medjet Brokers','Athens',6,80000,'Eleni Vlachou'),
 (4,'Tour & Wing','Dublin',8,60000,'Cormac Daly'),
 (5,'Alpenflug','Innsbruck',5,40000,'Vroni Egger');
INSERT INTO charters VALUES
 (1,'CH-770',1,'board meeting',48500,'2025-03-02','flown','full menu',0),
 (2,'CH-771',2,'ski trip',21900,'2025-01-20','flown','snacks',1),
 (3,'CH-772',3,'ambulance',33700,'2025-05-04','confirmed','none',0),
 (4,'CH-773',4,'band tour',67800,'2025-04-11','confirmed','full menu',0),
 (5,'CH-774',1,'wedding',129000,'2025-05-09','quoted','full menu',1),
 (6,'CH-775',5,'ski trip',9600,'2024-12-28','cancelled','none',0),
 (7,'CH-776',2,'freight',15200,'2025-05-16','confirmed','none',0);
INSERT INTO legs VALUES
 (1,'CH-770-A',1,3,2,3,5,'2025-03-18 07:30',265,6,4100,'landed'),
 (2,'CH-770-B',1,3,7,5,3,'2025-03-20 16:00',270,6,4200,'landed'),
 (3,'CH-771-A',2,1,1,1,4,'2025-02-08 09:15',195,8,1350,'diverted'),
 (4,'CH-771-B',2,1,1,4,1,'2025-02-15 12:40',190,8,1300,'landed'),
 (5,'CH-772-A',3,6,3,5,2,'2025-05-28 05:50',110,3,780,'planned'),
 (6,'CH-773-A',4,5,2,3,1,'2025-06-14 11:00',130,14,5200,'planned'),
 (7,'CH-773-B',4,5,7,1,5,'2025-06-17 10:20',300,15,11400,'planned'),
 (8,'CH-774-A',5,5,7,3,5,'2025-08-22 13:00',255,16,9800,'planned'),
 (9,'CH-775-A',6,4,3,4,2,'2025-01-11 10:00',75,5,310,'scrubbed'),
 (10,'CH-776-A',7,4,1,6,1,'2025-05-30 22:10',125,0,640,'planned');
INSERT INTO snags VALUES
 (1,'SN-15',2,'2025-04-22','hydraulics','grounding',0,'Per Solberg'),
 (2,'SN-16',7,'2025-05-10','propeller','grounding',0,'Moira Gunn'),
 (3,'SN-17',3,'2025-03-21','cabin','minor',1,'Fergal Lacey'),
 (4,'SN-18',6,'2025-05-13','avionics','soon',0,'Nikos Petrou'),
 (5,'SN-19',1,'2025-02-09','de-icing','soon',1,'Per Solberg'),
 (6,'SN-20',5,'2025-05-18','cabin','minor',0,'Fergal Lacey');
