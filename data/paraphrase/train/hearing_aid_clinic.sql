CREATE TABLE makers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, country TEXT, hq_town TEXT, warranty_yrs INTEGER, lead_days INTEGER, rep_name TEXT, rep_tel TEXT, helpdesk_tel TEXT);
CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, town TEXT, postcode TEXT, tel TEXT, opened TEXT, booths INTEGER,
  step_free INTEGER CHECK (step_free IN (0, 1)), wax_removal INTEGER CHECK (wax_removal IN (0, 1)));
CREATE TABLE audiologists (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, grade TEXT CHECK (grade IN ('lead','senior','junior','trainee')), qualified_on TEXT, joined TEXT, hrs_pw REAL,
  home_visits INTEGER CHECK (home_visits IN (0, 1)), branch_id INTEGER REFERENCES branches(id), covers_branch_id INTEGER REFERENCES branches(id), supervisor_id INTEGER REFERENCES audiologists(id));
CREATE TABLE devices (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, style TEXT, price_gbp REAL, trade_gbp REAL, wt_g REAL, run_h INTEGER, max_loss_db INTEGER,
  rechargeable INTEGER CHECK (rechargeable IN (0, 1)), maker_id INTEGER REFERENCES makers(id), replaces_id INTEGER REFERENCES devices(id));
CREATE TABLE patients (
  id INTEGER PRIMARY KEY, pat_no TEXT NOT NULL UNIQUE, born TEXT, tel TEXT, mobile TEXT, first_seen TEXT, next_appt TEXT, insurer TEXT,
  better_ear TEXT CHECK (better_ear IN ('left','right','same')), audiologist_id INTEGER REFERENCES audiologists(id));
CREATE TABLE fittings (
  id INTEGER PRIMARY KEY, fit_no TEXT NOT NULL UNIQUE, patient_id INTEGER REFERENCES patients(id), device_id INTEGER REFERENCES devices(id), fitted_by_id INTEGER REFERENCES audiologists(id),
  side TEXT CHECK (side IN ('left','right','both')), fitted_on TEXT, trial_ends TEXT, charged_gbp REAL, insurer_gbp REAL, outcome TEXT CHECK (outcome IN ('on trial','kept','handed back')));
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, fitting_id INTEGER REFERENCES fittings(id), taken_in_by_id INTEGER REFERENCES audiologists(id), given_out_by_id INTEGER REFERENCES audiologists(id),
  recvd_on TEXT, due_back TEXT, fault TEXT, stage TEXT CHECK (stage IN ('bench','at maker','ready','collected')), cost_gbp REAL, under_warranty INTEGER CHECK (under_warranty IN (0, 1)));
INSERT INTO makers VALUES
 (1,'Sonvida','Denmark','Odense',4,5,'Kirsten Holm','+45 550 1181','0800 550 210'),
 (2,'Auralis','Switzerland','Winterthur',3,7,'Beat Zollinger','+41 550 7324','0800 550 347'),
 (3,'Klarton','Germany','Erlangen',5,4,'Silke Brunner','+49 550 9016','0800 550 468'),
 (4,'Otofine','Singapore','Singapore',2,21,'Wei Ling Goh','+65 550 6642','0800 550 589'),
 (5,'Brightear','United Kingdom','Stockport',2,10,'Gary Tunnicliffe','0161 550 4420','0800 550 602');
INSERT INTO branches VALUES
 (1,'Minster Yard','York','YO1 7JF','01904 550 100','1998-03-02',4,1,1),
 (2,'Harbour Street','Whitby','YO21 1DH','01947 550 200','2007-09-17',1,0,0),
 (3,'Station Parade','Harrogate','HG1 1UE','01423 550 300','2012-05-21',2,1,1),
 (4,'Castle Walk','Durham','DH1 3RW','0191 550 400','2018-01-15',2,0,1),
 (5,'Foss Retail Park','York','YO31 7UL','01904 550 500','2022-11-07',1,1,0);
INSERT INTO audiologists VALUES
 (1,'Imogen Raistrick','lead','1996-07-12','1998-03-02',40,0,1,3,NULL),
 (2,'Farouk Benali','senior','2004-06-30','2009-01-12',37.5,1,2,1,1),
 (3,'Hester Quayle','senior','2001-09-14','2012-05-21',30,0,3,4,1),
 (4,'Tomasz Wilk','junior','2018-07-06','2019-10-01',37.5,1,4,3,3),
 (5,'Bronwen Iles','junior','2020-06-26','2022-11-07',24,0,5,1,2),
 (6,'Dev Chandran','trainee',NULL,'2024-09-02',35,0,1,5,1);
INSERT INTO devices VALUES
 (1,'Whisper 30','behind the ear',890,410,2.4,120,65,0,2,NULL),
 (2,'Whisper 50','behind the ear',1390,640,2.6,24,75,1,2,1),
 (3,'Lumo Mini','in the canal',1650,780,1.3,90,60,0,1,NULL),
 (4,'Fjord 6','receiver in canal',1590,760,2.1,20,75,1,1,NULL),
 (5,'Fjord 7','receiver in canal',2190,1020,1.9,28,80,1,1,4),
 (6,'Robusta P','behind the ear',1120,530,4.1,200,110,0,3,NULL),
 (7,'Tango R','receiver in canal',1780,850,2,22,85,1,3,NULL),
 (8,'Piccolo IX','in the canal',2450,1210,1.1,80,55,0,4,NULL),
 (9,'Clearbell','in the ear',540,230,3.2,140,50,0,5,NULL);
INSERT INTO patients VALUES
 (1,'P-2041','1941-02-18','01904 550 771','07700 900 311','2011-04-06','2025-03-11','Northcare','left',1),
 (2,'P-2042','1953-11-30','01947 550 862','07700 900 427','2019-08-22','2025-02-27','public scheme','right',2),
 (3,'P-2043','1988-05-09',NULL,'07700 900 538','2024-06-13','2025-04-02','self-pay','same',3),
 (4,'P-2044','1937-09-21','01423 550 915',NULL,'2013-10-15','2025-03-19','Unity Health','left',3),
 (5,'P-2045','1962-01-04','0191 550 633','07700 900 649','2021-02-09','2025-05-06','Northcare','right',4),
 (6,'P-2046','2015-07-27','01904 550 284','07700 900 750','2023-03-28','2025-02-20','public scheme','same',5),
 (7,'P-2047','1949-12-12','01947 550 396','07700 900 861','2016-05-31',NULL,'self-pay','left',2);
INSERT INTO fittings VALUES
 (1,'F-310',1,5,1,'both','2024-10-08','2024-11-19',4380,1200,'kept'),
 (2,'F-311',2,1,2,'left','2024-10-21','2024-12-02',890,400,'kept'),
 (3,'F-312',3,8,3,'both','2024-11-05','2024-12-17',4700,0,'handed back'),
 (4,'F-313',4,6,3,'both','2024-11-18','2025-01-06',2100,900,'kept'),
 (5,'F-314',5,7,4,'left','2025-01-13','2025-02-24',1780,500,'on trial'),
 (6,'F-315',6,2,1,'both','2025-01-20','2025-03-03',2640,2640,'on trial'),
 (7,'F-316',7,9,5,'right','2025-01-27','2025-03-10',540,0,'on trial'),
 (8,'F-317',3,3,3,'both','2025-02-03','2025-03-17',3200,0,'on trial');
INSERT INTO repairs VALUES
 (1,'R-71',1,6,1,'2025-01-09','2025-01-20','no sound','collected',0,1),
 (2,'R-72',2,2,NULL,'2025-01-15','2025-02-05','cracked casing','at maker',85,0),
 (3,'R-73',4,3,3,'2025-01-22','2025-01-29','whistling','collected',0,1),
 (4,'R-74',6,6,NULL,'2025-02-06','2025-02-13','no sound','bench',0,1),
 (5,'R-75',5,4,NULL,'2025-02-10','2025-03-04','charging contact','at maker',0,1),
 (6,'R-76',7,5,NULL,'2025-02-11','2025-02-18','dropped in bath','ready',140,0);
