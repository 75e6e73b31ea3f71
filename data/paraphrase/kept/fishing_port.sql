CREATE TABLE owners (
  id INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, seat TEXT, vhf_contact TEXT, coop_member INTEGER CHECK (coop_member IN (0, 1)), member_since INTEGER, iban TEXT);
CREATE TABLE quays (
  id INTEGER PRIMARY KEY, quay TEXT NOT NULL UNIQUE, depth_m REAL, length_m REAL, berth_fee_eur REAL, shore_power INTEGER CHECK (shore_power IN (0, 1)), surface TEXT);
CREATE TABLE vessels (
  id INTEGER PRIMARY KEY, vessel TEXT NOT NULL UNIQUE, reg_mark TEXT, owner_id INTEGER REFERENCES owners(id), home_quay_id INTEGER REFERENCES quays(id),
  hull TEXT, loa_m REAL, engine_kw INTEGER, built INTEGER, gear TEXT, seaworthy INTEGER CHECK (seaworthy IN (0, 1)));
CREATE TABLE crew (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, vessel_id INTEGER REFERENCES vessels(id), rank TEXT, signed_on TEXT, share_pct REAL, medical_until TEXT, village TEXT);
CREATE TABLE species (
  id INTEGER PRIMARY KEY, species TEXT NOT NULL UNIQUE, latin TEXT, min_size_cm REAL, quota_t REAL, closed_from TEXT, closed_to TEXT, base_price_eur_kg REAL);
CREATE TABLE landings (
  id INTEGER PRIMARY KEY, landing_no TEXT NOT NULL UNIQUE, vessel_id INTEGER REFERENCES vessels(id), species_id INTEGER REFERENCES species(id),
  quay_id INTEGER REFERENCES quays(id), landed_at TEXT, catch_kg REAL, crates INTEGER, freshness TEXT);
CREATE TABLE buyers (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, trade TEXT, town TEXT, credit_limit_eur REAL, blocked INTEGER CHECK (blocked IN (0, 1)), bidder_no INTEGER);
CREATE TABLE auction_lots (
  id INTEGER PRIMARY KEY, lot TEXT NOT NULL UNIQUE, landing_id INTEGER REFERENCES landings(id), buyer_id INTEGER REFERENCES buyers(id),
  clock_price_eur_kg REAL, sold_kg REAL, auctioned_on TEXT, lot_status TEXT);
CREATE TABLE inspections (
  id INTEGER PRIMARY KEY, report_no TEXT NOT NULL UNIQUE, vessel_id INTEGER REFERENCES vessels(id), inspector TEXT, boarded_on TEXT, finding TEXT, fine_eur REAL, appeal INTEGER CHECK (appeal IN (0, 1)));
INSERT INTO owners VALUES
 (1,'Reederei Tjaden','Greetwarf','channel 12',1,1987,'DE44 2804 1030 0012'),
 (2,'Gebrüder Wiards','Sielhaven','channel 8',1,2004,'DE71 2802 2050 4417'),
 (3,'Ingeborg Lammers','Greetwarf','channel 72',0,NULL,'DE09 2806 9956 3308'),
 (4,'Noordzee Kotter BV','Harlingen','channel 10',0,NULL,'NL12 RABO 0335 7781'),
 (5,'Okka & Sons','Norderfehn','channel 69',1,1995,'DE83 2804 1030 7720');
INSERT INTO quays VALUES
 (1,'Westkai',5.2,140,38,1,'concrete'),
 (2,'Alte Mole',3.1,85,22,0,'granite'),
 (3,'Ice House Pier',4.4,60,31,1,'timber'),
 (4,'Fuel Jetty',4.8,35,45,1,'steel'),
 (5,'Sielkai',2.6,110,18,0,'timber');
INSERT INTO vessels VALUES
 (1,'Antje Tjaden','GRE 12',1,1,'steel',23.9,221,1994,'beam trawl',1),
 (2,'Seeadler','GRE 20',1,1,'steel',18.4,184,1979,'beam trawl',1),
 (3,'Wiebke','SIE 3',2,5,'oak',14.2,110,1962,'shrimp net',0),
 (4,'Morgenrot','SIE 7',2,2,'GRP',11.8,96,2006,'gillnet',1),
 (5,'Kleine Inge','GRE 31',3,2,'oak',9.7,62,1971,'pots',1),
 (6,'Harlinger Hoop','HL 88',4,3,'steel',38.5,1320,2014,'twin rig',1),
 (7,'Fenna','NOR 5',5,5,'aluminium',15.6,205,2018,'shrimp net',1);
INSERT INTO crew VALUES
 (1,'Onno Tjaden',1,'skipper','1998-04-01',32,'2026-03-31','Greetwarf'),
 (2,'Marek Lis',1,'deckhand','2021-02-15',14,'2025-02-28','Pilsum'),
 (3,'Focko Beninga',2,'skipper','2009-09-09',30,'2025-11-30','Greetwarf'),
 (4,'Jan-Dirk Wiards',3,'skipper','2004-05-20',35,'2025-08-15','Sielhaven'),
 (5,'Tomke Ulrichs',4,'skipper','2015-03-12',33,'2026-01-31','Norderfehn'),
 (6,'Ruud Bakker',6,'skipper','2014-06-01',25,'2025-12-31','Harlingen'),
 (7,'Wessel de Boer',6,'engineer','2016-10-24',18,'2025-06-30','Makkum'),
 (8,'Lina Okka',7,'deckhand','2022-07-04',16.5,'2026-07-31','Norderfehn');
INSERT INTO species VALUES
 (1,'brown shrimp','Crangon crangon',5,NULL,NULL,NULL,6.2),
 (2,'plaice','Pleuronectes platessa',27,480,'02-01','03-31',2.9),
 (3,'sole','Solea solea',24,95,'03-15','04-30',13.5),
 (4,'cod','Gadus morhua',35,42,'01-01','04-15',4.8),
 (5,'lobster','Homarus gammarus',11,3.5,'07-15','08-31',24),
 (6,'sea bass','Dicentrarchus labrax',42,12,'12-01','02-28',15.2);
INSERT INTO landings VALUES
 (1,'AN-2201',1,2,1,'2024-10-14 04:20',3150,79,'E'),
 (2,'AN-2202',6,3,3,'2024-10-14 06:05',1480,62,'A'),
 (3,'AN-2203',7,1,5,'2024-10-14 11:40',920,46,'E'),
 (4,'AN-2204',4,4,2,'2024-10-15 05:30',310,13,'A'),
 (5,'AN-2205',5,5,2,'2024-10-15 09:15',44,4,'E'),
 (6,'AN-2206',2,2,1,'2024-10-16 03:50',2270,57,'B'),
 (7,'AN-2207',3,1,5,'2024-10-16 12:10',540,27,'A'),
 (8,'AN-2208',6,2,3,'2024-10-17 05:45',7890,198,'A'),
 (9,'AN-2209',4,6,2,'2024-10-17 07:25',128,6,'E'),
 (10,'AN-2210',7,1,1,'2024-10-18 10:55',1105,55,'B');
INSERT INTO buyers VALUES
 (1,'Fischhaus Remmers','retail','Greetwarf',15000,0,101),
 (2,'Krabben Müller','processing','Sielhaven',60000,0,104),
 (3,'La Sirène','restaurant','Bremen',4000,0,117),
 (4,'Visgroep Urk','wholesale','Urk',120000,0,122),
 (5,'Nordfrost AG','processing','Cuxhaven',90000,1,109),
 (6,'Hotel Deichgraf','restaurant','Norderfehn',6500,0,130);
INSERT INTO auction_lots VALUES
 (1,'L-901',1,4,3.1,3150,'2024-10-14','paid'),
 (2,'L-902',2,4,14.2,1300,'2024-10-14','paid'),
 (3,'L-903',2,3,15.8,180,'2024-10-14','unpaid'),
 (4,'L-904',3,2,6.5,920,'2024-10-14','paid'),
 (5,'L-905',4,1,5.1,310,'2024-10-15','paid'),
 (6,'L-906',5,6,26.4,44,'2024-10-15','unpaid'),
 (7,'L-907',6,5,2.45,2270,'2024-10-16','disputed'),
 (8,'L-908',7,2,6.05,540,'2024-10-16','paid'),
 (9,'L-909',8,4,2.8,7890,'2024-10-17','unpaid'),
 (10,'L-910',9,3,16.9,128,'2024-10-17','paid'),
 (11,'L-911',10,NULL,NULL,NULL,'2024-10-18','withdrawn');
INSERT INTO inspections VALUES
 (1,'KB-61','6','Hauke Steen','2024-09-03','undersized fish',2400,1),
 (2,'KB-62','3','Hauke Steen','2024-09-10','life raft expired',350,0),
 (3,'KB-63','1','Gesa Dircks','2024-09-18','no objection',0,0),
 (4,'KB-64','5','Gesa Dircks','2024-10-02','no objection',0,0),
 (5,'KB-65','6','Enno Frerichs','2024-10-09','logbook gaps',800,0),
 (6,'KB-66','2','Hauke Steen','2024-10-16','undersized fish',1100,1);
