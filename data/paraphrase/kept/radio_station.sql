CREATE TABLE studios (
  id INTEGER PRIMARY KEY, studio TEXT NOT NULL UNIQUE, floor_no INTEGER, area_m2 REAL, mics INTEGER, guest_seats INTEGER, desk_make TEXT, call_in_no TEXT, ext TEXT, door_pin TEXT, built_yr INTEGER,
  refit_yr INTEGER, cameras INTEGER CHECK (cameras IN (0, 1)), fallback_id INTEGER REFERENCES studios(id));
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, air_name TEXT, born_yr INTEGER, hometown TEXT, joined_on TEXT, contract_end TEXT, fee_per_show REAL, mobile TEXT, ext TEXT,
  freelance INTEGER CHECK (freelance IN (0, 1)), mentor_id INTEGER REFERENCES hosts(id));
CREATE TABLE shows (
  id INTEGER PRIMARY KEY, show TEXT NOT NULL UNIQUE, host_id INTEGER REFERENCES hosts(id), cohost_id INTEGER REFERENCES hosts(id), studio_id INTEGER REFERENCES studios(id), genre TEXT, weekday TEXT,
  starts_at TEXT, mins INTEGER, first_aired TEXT, avg_audience INTEGER, hotline TEXT, live INTEGER CHECK (live IN (0, 1)), slot_state TEXT);
CREATE TABLE episodes (
  id INTEGER PRIMARY KEY, ep_code TEXT NOT NULL UNIQUE, show_id INTEGER REFERENCES shows(id), guest TEXT, topic TEXT, taped_on TEXT, aired_on TEXT, audience INTEGER, calls INTEGER, podcast INTEGER CHECK (podcast IN (0, 1)));
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, town TEXT, sector TEXT, contact TEXT, phone TEXT, invoice_mail TEXT, with_us_since TEXT, rebate_pct REAL, credit_cap REAL, blocked INTEGER CHECK (blocked IN (0, 1)));
CREATE TABLE adverts (
  id INTEGER PRIMARY KEY, spot TEXT NOT NULL UNIQUE, client_id INTEGER REFERENCES clients(id), show_id INTEGER REFERENCES shows(id), voice_id INTEGER REFERENCES hosts(id), secs INTEGER, price_per_airing REAL,
  prod_cost REAL, runs_from TEXT, runs_until TEXT, booked INTEGER, played INTEGER, stage TEXT);
CREATE TABLE listeners (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, town TEXT, landline TEXT, mobile TEXT, birth_date TEXT, registered_on TEXT, times_won INTEGER, fan_club INTEGER CHECK (fan_club IN (0, 1)));
CREATE TABLE prizes (
  id INTEGER PRIMARY KEY, prize TEXT NOT NULL UNIQUE, kind TEXT, show_id INTEGER REFERENCES shows(id), donor_id INTEGER REFERENCES clients(id), winner_id INTEGER REFERENCES listeners(id), value_eur REAL,
  drawn_on TEXT, claim_by TEXT, handed_over_on TEXT, entries INTEGER, status TEXT CHECK (status IN ('announced','drawn','collected','lapsed')));
INSERT INTO studios VALUES
 (1,'Studio Amber',2,38,5,4,'Studer','0800 555 111','201','7719',1988,2019,1,2),
 (2,'Studio Cobalt',2,24,3,2,'Lawo','0800 555 222','202','3304',1988,2012,0,1),
 (3,'The Cupboard',0,7.5,2,1,'Behringer','0800 555 333','003','9052',2005,NULL,0,2),
 (4,'Roof Box',5,19,4,3,'Lawo','0800 555 444','505','6148',2016,NULL,1,1),
 (5,'Chapel Hall',1,140,12,40,'Studer','0800 555 555','110','2281',1956,2021,1,NULL);
INSERT INTO hosts VALUES
 (1,'Friederike Osthoff','Fritzi',1978,'Kassel','2003-01-07','2027-12-31',310,'0170 555 41','31',0,NULL),
 (2,'Marlon Quist','DJ Quiz',1990,'Malmo','2014-05-19','2025-12-31',240,'0170 555 42','32',1,1),
 (3,'Bogdan Sirbu','Bobo',1965,'Timisoara','1994-10-03','2026-06-30',355,'0170 555 43','33',0,NULL),
 (4,'Lea Anh Pham','Lea',1998,'Leipzig','2022-02-01','2026-01-31',180,'0170 555 44','34',1,1),
 (5,'Cormac Whelan','The Captain',1959,'Cork','1990-04-02','2025-09-30',400,'0170 555 45','35',0,NULL),
 (6,'Naima Belhadj','Naima',1986,'Oran','2017-08-21','2028-08-31',265,'0170 555 46','36',0,3);
INSERT INTO shows VALUES
 (1,'Kettle On',1,2,1,'breakfast','Monday','06:00',180,'2006-03-06',84000,'0800 555 601',1,'on air'),
 (2,'Vinyl Cellar',3,NULL,2,'rock','Friday','21:00',120,'1999-11-12',21500,'0800 555 602',1,'on air'),
 (3,'Harbour Talk',5,6,1,'talk','Wednesday','17:30',90,'1991-09-04',37200,'0800 555 603',1,'on air'),
 (4,'Night Bus',4,NULL,3,'ambient','Saturday','23:30',150,'2022-05-14',6100,NULL,0,'on trial'),
 (5,'Roots and Brass',6,3,4,'folk','Sunday','11:00',60,'2018-01-21',15800,'0800 555 605',0,'on air'),
 (6,'Quizzical',2,4,5,'quiz','Thursday','19:00',75,'2015-10-15',44900,'0800 555 606',1,'summer break'),
 (7,'Market Bells',6,NULL,2,'news','Monday','12:00',20,'2001-02-05',29300,NULL,1,'axed');
INSERT INTO episodes VALUES
 (1,'KO-4410',1,'Mayor Tiedtke','tram strike','2025-04-28','2025-04-28',91200,140,1),
 (2,'VC-1203',2,'Greta Mols','live bootlegs','2025-05-02','2025-05-02',23100,35,1),
 (3,'HT-1650',3,'Capt. Ivo Rask','the new lock','2025-04-23','2025-04-23',36400,62,1),
 (4,'NB-0098',4,NULL,'whale song','2025-04-17','2025-04-26',5800,0,0),
 (5,'RB-0371',5,'Trio Kolibri','alphorns','2025-04-10','2025-05-04',16900,9,0),
 (6,'QZ-0402',6,'Prof. Emmy Dorn','rivers','2025-03-27','2025-03-27',47800,310,1),
 (7,'KO-4411',1,NULL,'asparagus prices','2025-04-29','2025-04-29',80100,205,0);
INSERT INTO clients VALUES
 (1,'Zimt Bakery','Kassel','food','Rolf Zimt','0561 555 01','buero@zimt.example','2009-02-02',5,3000,0),
 (2,'Autohaus Pohl','Fulda','cars','Sandra Pohl','0661 555 02','rechnung@pohl.example','2001-09-17',12,20000,0),
 (3,'Hessen Cycles','Marburg','bicycles','Tim Orlowski','06421 555 03','hi@hessencycles.example','2020-03-30',0,2500,1),
 (4,'Thermal Spa Bergquell','Bad Emstal','leisure','Dr Iris Lahm','05624 555 04','kasse@bergquell.example','2013-06-11',8,9000,0),
 (5,'Rathje Opticians','Kassel','health','Kai Rathje','0561 555 05','post@rathje.example','2016-10-24',3,4000,0),
 (6,'Comedy Keller','Gottingen','leisure','Jette Blum','0551 555 06','jette@ckeller.example','2023-01-09',0,1500,1);
INSERT INTO adverts VALUES
 (1,'Warm Rolls',1,1,1,20,95,450,'2025-03-01','2025-05-31',120,74,'running'),
 (2,'Spring Tyres',2,3,5,30,110,820,'2025-03-15','2025-04-30',60,60,'finished'),
 (3,'Two Wheels Good',3,1,2,25,105,610,'2025-05-01','2025-06-15',80,0,'on hold'),
 (4,'Bubbles',4,5,6,40,60,980,'2025-04-01','2025-09-30',90,22,'running'),
 (5,'See You Sunday',5,6,4,15,70,380,'2025-06-01','2025-07-31',40,0,'to be recorded'),
 (6,'Laugh Yourself Silly',6,2,3,30,45,520,'2025-02-01','2025-03-31',50,41,'stopped'),
 (7,'Pohl Summer Sale',2,1,6,30,115,700,'2025-06-20','2025-08-10',100,0,'to be recorded');
INSERT INTO listeners VALUES
 (1,'Gudrun Pfaff','Baunatal','05601 555 21','0175 555 821','1951-06-14','2004-08-01',6,1),
 (2,'Emre Yildiz','Kassel','0561 555 22','0175 555 822','1993-11-30','2021-01-16',1,0),
 (3,'Sophie Lantermann','Marburg',NULL,'0175 555 823','2001-02-22','2023-09-05',2,1),
 (4,'Dieter Kwasny','Melsungen','05661 555 24',NULL,'1946-03-08','1999-05-20',9,1),
 (5,'Hanna Ruf','Fritzlar','05622 555 25','0175 555 825','1979-07-17','2015-12-12',1,0);
INSERT INTO prizes VALUES
 (1,'Year of Bread','goods',1,1,1,520,'2025-04-11','2025-05-11','2025-04-17',812,'collected'),
 (2,'Spa Weekend','trip',5,4,3,380,'2025-04-20','2025-06-20',NULL,460,'drawn'),
 (3,'City Bike','goods',6,3,2,1150,'2025-03-06','2025-04-06',NULL,1904,'lapsed'),
 (4,'Comedy Night for Two','tickets',2,6,4,64,'2025-03-21','2025-04-21','2025-03-29',133,'collected'),
 (5,'Designer Sunglasses','goods',6,5,NULL,220,NULL,'2025-08-31',NULL,75,'announced'),
 (6,'Vintage Car Day','trip',3,2,5,290,'2025-04-23','2025-07-31',NULL,377,'drawn');
