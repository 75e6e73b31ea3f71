CREATE TABLE makers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, hq_town TEXT, country TEXT, founded INTEGER, warranty_yrs INTEGER, sales_tel TEXT, parts_tel TEXT);
CREATE TABLE models (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, maker_id INTEGER REFERENCES makers(id), berths INTEGER, belted_seats INTEGER, len_cm INTEGER, ht_cm INTEGER,
  kerb_kg INTEGER, gross_kg INTEGER, gearbox TEXT CHECK (gearbox IN ('manual','automatic')), fuel TEXT, wc INTEGER CHECK (wc IN (0, 1)));
CREATE TABLE stations (
  id INTEGER PRIMARY KEY, station TEXT NOT NULL UNIQUE, town TEXT, street TEXT, boss TEXT, tel TEXT, emergency_tel TEXT, since TEXT, bays INTEGER,
  wash_ramp INTEGER CHECK (wash_ramp IN (0, 1)), run_from_id INTEGER REFERENCES stations(id));
CREATE TABLE vans (
  id INTEGER PRIMARY KEY, nickname TEXT NOT NULL UNIQUE, plate TEXT, model_id INTEGER REFERENCES models(id), station_id INTEGER REFERENCES stations(id), first_reg TEXT,
  next_mot TEXT, odo_km INTEGER, rate_summer REAL, rate_winter REAL, paint TEXT, pets_ok INTEGER CHECK (pets_ok IN (0, 1)), status TEXT);
CREATE TABLE hirers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, residence TEXT, landline TEXT, mobile TEXT, born_on TEXT, licence_from TEXT, hires_so_far INTEGER, newsletter INTEGER CHECK (newsletter IN (0, 1)));
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, van_id INTEGER REFERENCES vans(id), hirer_id INTEGER REFERENCES hirers(id), pickup_id INTEGER REFERENCES stations(id),
  return_id INTEGER REFERENCES stations(id), out_on TEXT, back_on TEXT, party INTEGER, km_incl INTEGER, total_eur REAL, deposit_eur REAL,
  state TEXT CHECK (state IN ('quoted','confirmed','on the road','closed','cancelled')));
CREATE TABLE extras (
  id INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE, grp TEXT, per_day_eur REAL, per_trip_eur REAL, wt_kg REAL, qty INTEGER, kept_at_id INTEGER REFERENCES stations(id),
  web_bookable INTEGER CHECK (web_bookable IN (0, 1)));
CREATE TABLE damages (
  id INTEGER PRIMARY KEY, case_no TEXT NOT NULL UNIQUE, booking_id INTEGER REFERENCES bookings(id), fixed_at_id INTEGER REFERENCES stations(id), part TEXT, cause TEXT,
  seen_on TEXT, mended_on TEXT, est_eur REAL, billed_eur REAL, insurer_told INTEGER CHECK (insurer_told IN (0, 1)), stage TEXT);
INSERT INTO makers VALUES
 (1,'Alpstern','Kempten','Germany',1968,5,'0831 555 100','0831 555 177'),
 (2,'Casavia','Poggibonsi','Italy',1983,3,'0577 555 20','0577 555 24'),
 (3,'Fjellbu','Lillehammer','Norway',1997,4,'61 55 50 10','61 55 50 19'),
 (4,'Wayfarer Conversions','Hull','United Kingdom',2006,2,'01482 555 300','01482 555 311'),
 (5,'Van Dorp Campers','Zwolle','Netherlands',1974,5,'038 555 4000','038 555 4012');
INSERT INTO models VALUES
 (1,'Gipfel 540',1,2,4,541,265,2750,3500,'manual','diesel',1),
 (2,'Gipfel 640',1,4,4,636,285,3010,3500,'automatic','diesel',1),
 (3,'Brezza',2,4,5,599,275,2920,3500,'manual','diesel',1),
 (4,'Maestrale',2,6,6,699,312,3290,4250,'manual','diesel',1),
 (5,'Trollvan',3,3,4,572,258,2610,3300,'automatic','hybrid',0),
 (6,'Moorhen',4,2,2,490,199,2050,2800,'manual','petrol',0),
 (7,'Polder E',5,4,4,530,201,2480,3200,'automatic','electric',0);
INSERT INTO stations VALUES
 (1,'Harbour Yard','Bremen','Hafenstrasse 14','Inka Rosskamp','0421 555 010','0421 555 999','2004-03-01',26,1,NULL),
 (2,'Lindenhof','Leipzig','Lindenallee 3','Bernd Quast','0341 555 020','0341 555 998','2011-05-15',14,1,1),
 (3,'Airport West','Munich','Nordallee 88','Zeynep Aydin','089 555 030','089 555 997','2015-04-10',32,0,NULL),
 (4,'Seeblick','Konstanz','Uferweg 7','Urs Hefti','07531 555 040','07531 555 997','2018-06-01',9,0,3),
 (5,'Old Tram Depot','Bremen','Gleisstrasse 2','Fiete Olsen','0421 555 050','0421 555 999','2022-02-20',11,0,1);
INSERT INTO vans VALUES
 (1,'Olga','HB-CV 101',1,1,'2021-04-12','2026-04-30',68200,109,69,'white',1,'ready'),
 (2,'Blue Heron','HB-CV 112',3,1,'2019-06-03','2025-06-30',121400,99,65,'blue',0,'hired out'),
 (3,'Paprika','L-CV 203',5,2,'2022-03-21','2026-03-31',41900,119,79,'red',1,'ready'),
 (4,'Thunderbus','M-CV 309',4,3,'2018-05-14','2025-05-31',158700,139,89,'silver',0,'in the workshop'),
 (5,'Lotte','M-CV 311',2,3,'2023-02-08','2027-02-28',22300,129,85,'white',1,'hired out'),
 (6,'Marzipan','KN-CV 44',6,4,'2017-08-30','2025-08-31',96500,79,49,'cream',1,'ready'),
 (7,'Grey Goose','HB-CV 120',7,5,'2024-01-17','2027-01-31',9800,115,90,'grey',0,'reserved'),
 (8,'Bertha','L-CV 198',4,2,'2016-07-07','2025-07-31',187300,125,80,'white',1,'for sale');
INSERT INTO hirers VALUES
 (1,'Jonas Wiechert','Oldenburg','0441 555 61','0151 555 6101','1984-11-02','2002-12-10',4,1),
 (2,'Maura Finnegan','Galway',NULL,'085 555 6202','1991-03-19','2012-07-30',1,0),
 (3,'Familie Sobotta','Dresden','0351 555 63','0160 555 6303','1979-05-27','1997-06-15',7,1),
 (4,'Ruben Castellanos','Vienna','01 555 640','0664 555 6404','1999-09-09','2018-01-22',2,0),
 (5,'Hedda Lindqvist','Flensburg','0461 555 65','0172 555 6505','1958-01-30','1976-08-04',11,1),
 (6,'Pit Oosterhuis','Groningen','050 555 666','06 5555 6606','1988-12-21','2007-03-03',1,1);
INSERT INTO bookings VALUES
 (1,'CB-3301',2,1,1,1,'2025-05-03','2025-05-17',4,3500,1386,750,'on the road'),
 (2,'CB-3302',5,3,3,4,'2025-05-10','2025-05-24',4,4000,1806,1000,'on the road'),
 (3,'CB-3303',6,2,4,4,'2025-04-05','2025-04-09',2,800,316,500,'closed'),
 (4,'CB-3304',4,4,3,2,'2025-03-14','2025-03-28',6,3000,1246,1000,'closed'),
 (5,'CB-3305',7,6,5,1,'2025-06-20','2025-06-27',3,1500,805,750,'confirmed'),
 (6,'CB-3306',1,5,1,5,'2025-09-01','2025-09-29',2,6000,2650,750,'quoted'),
 (7,'CB-3307',3,1,2,2,'2024-10-02','2024-10-08',2,1200,474,750,'cancelled'),
 (8,'CB-3308',8,3,2,2,'2024-07-20','2024-08-03',5,4500,1750,1000,'closed');
INSERT INTO extras VALUES
 (1,'Bike rack for four','sport',6,35,17.5,12,1,1),
 (2,'Snow chains','safety',4,25,9,20,3,1),
 (3,'Gas barbecue','cooking',5,20,8.4,9,1,1),
 (4,'Child seat Pico','safety',3,18,6.2,15,2,1),
 (5,'Side tent','sleeping',9,60,14,5,4,0),
 (6,'Paddle board','sport',12,70,11.3,6,4,0),
 (7,'Goose down bedding','sleeping',4,24,3.1,30,3,1),
 (8,'Camping oven','cooking',4,22,5.5,7,5,0);
INSERT INTO damages VALUES
 (1,'SCH-81',4,3,'awning','storm','2025-03-28',NULL,890,NULL,1,'waiting for parts'),
 (2,'SCH-82',3,4,'wing mirror','narrow lane','2025-04-09','2025-04-11',240,218.5,0,'settled'),
 (3,'SCH-83',8,1,'rear bumper','reversing','2024-08-03','2024-08-20',640,702,1,'settled'),
 (4,'SCH-84',1,1,'skylight','branch','2025-05-08',NULL,310,NULL,0,'assessed'),
 (5,'SCH-85',4,3,'fridge door','careless use','2025-03-28','2025-04-15',160,160,0,'disputed'),
 (6,'SCH-86',8,2,'windscreen','stone chip','2024-07-29','2024-08-06',410,385,1,'settled');
