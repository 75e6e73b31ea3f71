CREATE TABLE brands (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL UNIQUE, hq_city TEXT, country TEXT, founded INTEGER, warranty_yrs INTEGER, rep_name TEXT, rep_mobile TEXT, lead_days INTEGER);
CREATE TABLE stations (
  id INTEGER PRIMARY KEY, station TEXT NOT NULL UNIQUE, town TEXT, water TEXT, opened TEXT, refurb_on TEXT, desk_phone TEXT, emergency_no TEXT, racks INTEGER,
  repairs INTEGER CHECK (repairs IN (0, 1)), showers INTEGER CHECK (showers IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT, hired_on TEXT, cert_until TEXT, hourly_eur REAL, mobile TEXT,
  first_aid INTEGER CHECK (first_aid IN (0, 1)), station_id INTEGER REFERENCES stations(id), mentor_id INTEGER REFERENCES staff(id));
CREATE TABLE boats (
  id INTEGER PRIMARY KEY, boat TEXT NOT NULL UNIQUE, hull TEXT CHECK (hull IN ('sea kayak','whitewater','touring','canoe')), built_of TEXT, len_cm INTEGER, beam_cm INTEGER,
  wt_kg REAL, payload_kg INTEGER, day_eur REAL, rudder INTEGER CHECK (rudder IN (0, 1)), brand_id INTEGER REFERENCES brands(id), station_id INTEGER REFERENCES stations(id));
CREATE TABLE paddles (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, shaft_cm INTEGER, weight_g INTEGER, blade_mat TEXT, price_eur REAL, hire_eur REAL,
  splits INTEGER CHECK (splits IN (0, 1)), brand_id INTEGER REFERENCES brands(id));
CREATE TABLE trips (
  id INTEGER PRIMARY KEY, trip TEXT NOT NULL UNIQUE, km REAL, hrs REAL, ww_class TEXT, min_age INTEGER, max_pax INTEGER, fee_eur REAL, lunch INTEGER CHECK (lunch IN (0, 1)),
  guide_id INTEGER REFERENCES staff(id), put_in_id INTEGER REFERENCES stations(id), take_out_id INTEGER REFERENCES stations(id));
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, damage TEXT, came_in TEXT, ready_by TEXT, progress TEXT CHECK (progress IN ('waiting','on the bench','done','scrapped')),
  cost_eur REAL, boat_id INTEGER REFERENCES boats(id), fixer_id INTEGER REFERENCES staff(id), reported_by_id INTEGER REFERENCES staff(id));
CREATE TABLE hires (
  id INTEGER PRIMARY KEY, hire_no TEXT NOT NULL UNIQUE, hirer TEXT, out_on TEXT, back_by TEXT, total_eur REAL, paid_by TEXT, status TEXT,
  boat_id INTEGER REFERENCES boats(id), paddle_id INTEGER REFERENCES paddles(id));
INSERT INTO brands VALUES
 (1,'Nordfjell Kayaks','Alesund','Norway',1988,5,'Ingrid Solheim','+47 900 55 214',28),
 (2,'Riverbone','Llangollen','Wales',2003,2,'Gethin Pryce','07700 900 341',12),
 (3,'Papillon Canots','Quebec','Canada',1961,10,'Luc Tremblay','+1 418 555 0133',60),
 (4,'Otterwerk','Passau','Germany',1995,3,'Heike Lang','+49 151 555 0177',7),
 (5,'Bladesmith','Bristol','England',2011,1,'Tom Ferris','07700 900 812',5);
INSERT INTO stations VALUES
 (1,'Heron Quay','Brackwater','River Tarn','1999-05-01','2023-03-12','01632 960 110','01632 960 119',80,1,1),
 (2,'Mill Weir','Oxley','River Tarn','2004-04-17','2016-02-20','01632 960 220','01632 960 229',36,0,1),
 (3,'Gravel Bend','Stanbury','River Lune','2010-06-05',NULL,'01632 960 330','01632 960 339',24,0,0),
 (4,'Pine Landing','Highmoor','Lake Corrin','2015-05-23','2024-11-08','01632 960 440','01632 960 449',52,1,1),
 (5,'Salt Steps','Port Allard','Allard Estuary','2019-07-13',NULL,'01632 960 550','01632 960 559',44,0,0);
INSERT INTO staff VALUES
 (1,'Marit Oakes','station manager','2006-04-01','2026-05-31',24.5,'07700 900 101',1,1,NULL),
 (2,'Jonah Treadwell','guide','2014-05-15','2025-09-30',18,'07700 900 102',1,5,1),
 (3,'Priya Vasquez','guide','2018-03-20','2027-03-31',17.5,'07700 900 103',1,4,2),
 (4,'Callum Birch','boat builder','2009-11-02','2025-12-31',21,'07700 900 104',0,1,1),
 (5,'Freya Lindqvist','apprentice','2023-09-01',NULL,11.5,'07700 900 105',0,4,4),
 (6,'Oskar Neame','guide','2021-06-07','2026-08-31',16,'07700 900 106',1,3,2),
 (7,'Della Munro','front desk','2020-04-12',NULL,14,'07700 900 107',0,2,1);
INSERT INTO boats VALUES
 (1,'Selkie 16','sea kayak','fibreglass',488,55,24.5,130,42,1,1,5),
 (2,'Brook Imp','whitewater','polyethylene',244,66,19,95,30,0,2,3),
 (3,'Long Marten','touring','polyethylene',430,60,26,140,35,1,4,1),
 (4,'Voyageur 17','canoe','cedar',518,91,34,420,58,0,3,4),
 (5,'Fjord Swift','sea kayak','carbon',535,52,19.5,120,65,1,1,5),
 (6,'Pebble Runner','whitewater','polyethylene',262,67,21,110,32,0,2,3),
 (7,'Tern Duo','touring','fibreglass',560,70,38,240,55,1,4,2),
 (8,'Old Bess','canoe','aluminium',490,94,36.5,390,40,0,3,2),
 (9,'Duckling','touring','polyethylene',305,68,16,75,22,0,4,4);
INSERT INTO paddles VALUES
 (1,'Gannet Pro',215,690,'carbon',289,12,1,5),
 (2,'Weirwolf',197,1040,'fibreglass',149,8,0,2),
 (3,'Dabbler',220,1180,'nylon',45,3,1,4),
 (4,'Otter Tail',152,640,'ash',119,6,0,3),
 (5,'Swiftwing',210,745,'carbon',245,10,1,5),
 (6,'Kindling',180,820,'nylon',39,3,0,4);
INSERT INTO trips VALUES
 (1,'Sunset Seals',9,3,'flat',10,12,49,0,2,5,5),
 (2,'Tarn in a Day',24,7,'I',14,10,79,1,6,1,2),
 (3,'Gorge Rush',6.5,2.5,'III',16,6,95,0,6,3,3),
 (4,'Corrin Islands',14,5,'flat',8,16,59,1,3,4,4),
 (5,'Three Bridges',11,4,'I',8,14,44,0,3,2,1),
 (6,'Lune Descent',18,5.5,'II',14,8,85,1,2,3,5);
INSERT INTO repairs VALUES
 (1,'R-301','cracked bow','2025-04-02','2025-04-16','done',180,1,4,2),
 (2,'R-302','leaking hatch','2025-05-11','2025-05-18','on the bench',45,5,4,2),
 (3,'R-303','hole in hull','2025-05-19','2025-06-10','waiting',NULL,6,5,6),
 (4,'R-304','broken seat','2025-05-20','2025-05-24','on the bench',60,7,5,7),
 (5,'R-305','cracked bow','2025-03-08','2025-04-01','scrapped',0,8,4,7),
 (6,'R-306','jammed rudder','2025-05-25','2025-06-03','waiting',35,3,4,1);
INSERT INTO hires VALUES
 (1,'H-881','Astrid Fenn','2025-05-24','2025-05-26',126,'card','back',1,1),
 (2,'H-882','Scouts Oxley','2025-05-30','2025-06-01',165,'invoice','out',7,3),
 (3,'H-883','Rolf Kingsley','2025-06-01','2025-06-08',406,'card','out',4,4),
 (4,'H-884','Bianca Stroud','2025-06-14','2025-06-15',60,'voucher','booked',2,2),
 (5,'H-885','Devon Achebe','2025-05-17','2025-05-18',65,'cash','overdue',5,5),
 (6,'H-886','Astrid Fenn','2025-07-05','2025-07-12',154,'card','booked',9,6);
