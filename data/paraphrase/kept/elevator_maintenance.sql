CREATE TABLE owners (
  id INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, kind TEXT, seat TEXT, contact TEXT, office_tel TEXT, after_hrs_tel TEXT, mail TEXT, pays_in_days INTEGER);
CREATE TABLE technicians (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, grade TEXT, home_base TEXT, mobile TEXT, van_reg TEXT, hired_on TEXT, hourly_eur REAL,
  rope_cert INTEGER CHECK (rope_cert IN (0, 1)), supervisor_id INTEGER REFERENCES technicians(id));
CREATE TABLE contracts (
  id INTEGER PRIMARY KEY, contract_no TEXT NOT NULL UNIQUE, level TEXT, signed_on TEXT, runs_until TEXT, monthly_eur REAL, callout_eur REAL, resp_h REAL, notice_wks INTEGER,
  night_cover INTEGER CHECK (night_cover IN (0, 1)));
CREATE TABLE buildings (
  id INTEGER PRIMARY KEY, building TEXT NOT NULL UNIQUE, street TEXT, town TEXT, used_as TEXT, floors INTEGER, ht_m REAL, built INTEGER,
  keys_with_us INTEGER CHECK (keys_with_us IN (0, 1)), owner_id INTEGER REFERENCES owners(id), contract_id INTEGER REFERENCES contracts(id));
CREATE TABLE lifts (
  id INTEGER PRIMARY KEY, lift TEXT NOT NULL UNIQUE, drive TEXT, max_kg INTEGER, persons INTEGER, car_w_cm INTEGER, door_w_cm INTEGER, speed_ms REAL, installed INTEGER,
  last_insp TEXT, next_insp TEXT, status TEXT, building_id INTEGER REFERENCES buildings(id), regular_id INTEGER REFERENCES technicians(id), standby_id INTEGER REFERENCES technicians(id));
CREATE TABLE parts (
  id INTEGER PRIMARY KEY, part TEXT NOT NULL UNIQUE, assembly TEXT, maker TEXT, wt_kg REAL, cost_eur REAL, sell_eur REAL, on_shelf INTEGER, reorder_at INTEGER, lead_days INTEGER,
  reconditioned INTEGER CHECK (reconditioned IN (0, 1)), replaced_by_id INTEGER REFERENCES parts(id));
CREATE TABLE visits (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, lift_id INTEGER REFERENCES lifts(id), lead_id INTEGER REFERENCES technicians(id), helper_id INTEGER REFERENCES technicians(id),
  part_id INTEGER REFERENCES parts(id), reason TEXT, fault TEXT, reported_on TEXT, attended_on TEXT, minutes INTEGER, bill_eur REAL, result TEXT,
  trapped INTEGER CHECK (trapped IN (0, 1)));
INSERT INTO owners VALUES
 (1,'Ostmark Wohnbau','housing association','Leipzig','Silke Brandner','0341 555 210','0341 555 299','haustechnik@ostmark.example',30),
 (2,'Hallenstein AG','company','Frankfurt','Rainer Opitz','069 555 7710','069 555 7799','facility@hallenstein.example',14),
 (3,'St Barbara Clinics','hospital trust','Halle','Dr Anja Reuter','0345 555 100','0345 555 112','technik@stbarbara.example',21),
 (4,'City of Merseburg','municipality','Merseburg','Bodo Kranich','03461 555 20','03461 555 99','hochbau@merseburg.example',45),
 (5,'Familie Zoellner','private','Naumburg','Edith Zoellner','03445 555 81',NULL,'edith@zoellner.example',10);
INSERT INTO technicians VALUES
 (1,'Mirko Salzer','master','Leipzig','0151 555 0101','L-MS 410','2003-04-01',74,1,NULL),
 (2,'Yasmin Tahiri','senior fitter','Halle','0151 555 0102','HAL-YT 22','2012-10-15',62,1,1),
 (3,'Udo Pfennig','fitter','Leipzig','0151 555 0103','L-UP 309','1996-08-19',58,0,1),
 (4,'Kasimir Wolny','fitter','Naumburg','0151 555 0104','NMB-KW 7','2018-02-01',55,0,2),
 (5,'Leonie Gratz','apprentice','Halle','0151 555 0105',NULL,'2023-09-01',24,0,2),
 (6,'Dario Fumagalli','electrician','Leipzig','0151 555 0106','L-DF 88','2015-06-08',66,1,1);
INSERT INTO contracts VALUES
 (1,'WV-1107','full','2019-12-10','2029-12-31',890,0,2,26,1),
 (2,'WV-1142','basic','2021-05-04','2025-06-30',145,120,8,12,0),
 (3,'WV-1180','full','2022-09-01','2027-08-31',1640,0,1,26,1),
 (4,'WV-1203','plus','2023-02-17','2026-02-28',310,75,4,13,0),
 (5,'WV-1219','basic','2024-04-22','2025-04-30',98,140,24,4,0),
 (6,'WV-1225','plus','2024-07-09','2028-06-30',420,60,3,13,1);
INSERT INTO buildings VALUES
 (1,'Lindenhof','Lindenstrasse 14','Leipzig','flats',9,28.5,1974,1,1,4),
 (2,'Hallenstein Tower','Messeallee 1','Leipzig','offices',22,88,2006,0,2,1),
 (3,'Ward Block C','Klinikweg 5','Halle','hospital',7,31,1988,1,3,3),
 (4,'Old Town Hall','Markt 2','Merseburg','administration',4,24,1911,0,4,2),
 (5,'Villa Zoellner','Bergweg 33','Naumburg','private house',3,12.4,1926,0,5,5),
 (6,'Saale Arcade','Uferstrasse 40','Halle','shops',3,16.2,1998,1,2,6),
 (7,'Sunnyside Flats','Parkring 8','Leipzig','flats',12,37,1981,1,1,4);
INSERT INTO lifts VALUES
 (1,'LH-A','traction',450,6,100,80,1,1994,'2024-03-12','2025-03-12','running',1,3,1),
 (2,'HT-1','traction',1250,16,160,110,2.5,2006,'2024-09-20','2025-09-20','running',2,1,6),
 (3,'HT-2','traction',2000,26,190,130,1.6,2006,'2024-09-21','2025-09-21','out of order',2,1,3),
 (4,'WB-Bed','traction',2500,33,180,140,1,2011,'2024-11-05','2025-11-05','running',3,2,4),
 (5,'OT-Glass','hydraulic',630,8,110,90,0.6,2001,'2023-10-18','2024-10-18','locked',4,4,2),
 (6,'VZ-Home','screw',320,4,90,75,0.15,2017,'2024-05-27','2026-05-27','running',5,4,2),
 (7,'SA-Goods','hydraulic',3000,40,220,200,0.4,1998,'2024-02-08','2025-02-08','limited',6,2,6),
 (8,'SF-B','traction',800,10,120,90,1,2009,'2024-06-14','2025-06-14','running',7,3,6);
INSERT INTO parts VALUES
 (1,'Door roller DR-40','door','Semmler',0.3,8.4,19.5,64,20,3,0,NULL),
 (2,'Brake shoe BX-2','brake','Ferrodyn',2.1,112,188,6,4,10,0,NULL),
 (3,'Control board Q7','controller','Elektra Schalt',0.8,640,985,1,2,21,1,4),
 (4,'Control board Q9','controller','Elektra Schalt',0.7,710,1090,3,2,14,0,NULL),
 (5,'Suspension rope 10 mm','ropes','Drahtwerk Ilm',38,290,460,2,2,18,0,NULL),
 (6,'Oil seal HS-90','hydraulics','Semmler',0.2,34,71,9,5,7,0,NULL),
 (7,'Call button Lumo','car','Tastex',0.1,12.9,31,40,15,5,0,NULL),
 (8,'Door motor VF-3','door','Ferrodyn',11.5,385,598,0,1,28,1,NULL);
INSERT INTO visits VALUES
 (1,'J-5501',1,3,5,1,'breakdown','door sticks','2024-10-02','2024-10-02',95,146,'fixed',0),
 (2,'J-5502',3,1,6,3,'breakdown','control failure','2024-10-14','2024-10-14',310,0,'waiting for part',1),
 (3,'J-5503',4,2,5,NULL,'service','none','2024-10-21','2024-10-23',120,0,'fixed',0),
 (4,'J-5504',5,4,2,6,'breakdown','oil leak','2024-10-25','2024-10-28',185,402,'shut down',0),
 (5,'J-5505',7,2,NULL,8,'repair','door motor burnt out','2024-11-04','2024-11-06',240,870,'waiting for part',0),
 (6,'J-5506',8,3,1,5,'repair','worn ropes','2024-11-11','2024-11-18',420,1260,'fixed',0),
 (7,'J-5507',6,4,NULL,7,'breakdown','dead button','2024-11-20','2024-11-21',50,219,'fixed',1),
 (8,'J-5508',2,6,NULL,NULL,'inspection','none','2024-09-18','2024-09-20',150,0,'fixed',0);
