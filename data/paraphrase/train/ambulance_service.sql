CREATE TABLE stations (
  id INTEGER PRIMARY KEY, station TEXT NOT NULL UNIQUE, district TEXT, street TEXT, opened TEXT, rebuilt TEXT, bays INTEGER, bunks INTEGER, public_tel TEXT, duty_tel TEXT,
  fuel_pump INTEGER CHECK (fuel_pump IN (0, 1)));
CREATE TABLE hospitals (
  id INTEGER PRIMARY KEY, hospital TEXT NOT NULL UNIQUE, town TEXT, er_beds INTEGER, icu_beds INTEGER, trauma_lvl TEXT, switchboard TEXT, er_hotline TEXT,
  helipad INTEGER CHECK (helipad IN (0, 1)), maternity INTEGER CHECK (maternity IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, grade TEXT CHECK (grade IN ('paramedic','technician','doctor','student')), joined TEXT, licence_exp TEXT, lives_in TEXT, mobile TEXT,
  c1_licence INTEGER CHECK (c1_licence IN (0, 1)), station_id INTEGER REFERENCES stations(id), supervisor_id INTEGER REFERENCES staff(id));
CREATE TABLE vehicles (
  id INTEGER PRIMARY KEY, callsign TEXT NOT NULL UNIQUE, type TEXT, make TEXT, plate TEXT, in_use_since TEXT, mot_due TEXT, odo_km INTEGER, gross_kg INTEGER, tank_l INTEGER,
  state TEXT CHECK (state IN ('ready','on call','workshop','reserve')), four_wd INTEGER CHECK (four_wd IN (0, 1)), station_id INTEGER REFERENCES stations(id));
CREATE TABLE crews (
  id INTEGER PRIMARY KEY, crew TEXT NOT NULL UNIQUE, shift TEXT, starts_at TEXT, ends_at TEXT, radio_ch INTEGER,
  lead_id INTEGER REFERENCES staff(id), driver_id INTEGER REFERENCES staff(id), vehicle_id INTEGER REFERENCES vehicles(id));
CREATE TABLE calls (
  id INTEGER PRIMARY KEY, call_no TEXT NOT NULL UNIQUE, nature TEXT, prio TEXT, rung_at TEXT, on_scene_at TEXT, handed_over_at TEXT, dist_km REAL, outcome TEXT, lights INTEGER CHECK (lights IN (0, 1)),
  crew_id INTEGER REFERENCES crews(id), hospital_id INTEGER REFERENCES hospitals(id));
CREATE TABLE equipment (
  id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, device TEXT, supplier TEXT, wt_kg REAL, batt_min INTEGER, bought_on TEXT, next_check TEXT, cost_gbp REAL,
  working INTEGER CHECK (working IN (0, 1)), vehicle_id INTEGER REFERENCES vehicles(id), checked_by_id INTEGER REFERENCES staff(id));
INSERT INTO stations VALUES
 (1,'Quarry Hill','North','Slate Road','1978-06-12','2019-04-01',8,6,'01632 980 100','01632 980 101',1),
 (2,'Docklands','Harbour','Capstan Way','1991-02-25',NULL,5,4,'01632 980 200','01632 980 201',1),
 (3,'Fernside','West','Bracken Lane','2008-09-30',NULL,3,2,'01632 980 300','01632 980 301',0),
 (4,'Abbots Cross','North','Priory Street','1965-11-05','2012-08-20',4,4,'01632 980 400','01632 980 401',0),
 (5,'Low Marsh','East','Sluice Road','2017-03-17',NULL,2,2,'01632 980 500','01632 980 501',0);
INSERT INTO hospitals VALUES
 (1,'St Brannoc','Tilbrook',34,18,'major','01632 981 100','01632 981 199',1,1),
 (2,'Queen Adela','Westerby',22,10,'unit','01632 981 200','01632 981 299',1,0),
 (3,'Westmoor General','Westmoor',16,6,'local','01632 981 300','01632 981 399',0,1),
 (4,'Fenton Infirmary','Fenton',9,0,'local','01632 981 400','01632 981 499',0,0),
 (5,'Larkfield Childrens','Tilbrook',12,8,'unit','01632 981 500','01632 981 599',0,0);
INSERT INTO staff VALUES
 (1,'Helena Marsh','doctor','2004-09-01','2028-06-30','Tilbrook','07700 902 001',0,1,NULL),
 (2,'Desmond Achterberg','paramedic','2010-03-15','2026-03-31','Westerby','07700 902 002',1,1,1),
 (3,'Yasmin Kohli','paramedic','2015-07-06','2027-07-31','Fenton','07700 902 003',1,2,2),
 (4,'Bryn Calder','technician','2018-01-22','2026-11-30','Westmoor','07700 902 004',1,2,3),
 (5,'Tess Ormerod','technician','2021-05-10','2027-05-31','Tilbrook','07700 902 005',0,3,2),
 (6,'Luca Ferrante','student','2024-10-01',NULL,'Westerby','07700 902 006',0,4,3),
 (7,'Moira Standish','paramedic','2007-12-03','2025-12-31','Fenton','07700 902 007',1,4,1);
INSERT INTO vehicles VALUES
 (1,'Kilo 21','ambulance','Mercedes','FX21 KLO','2021-03-01','2026-02-28',142300,4250,75,'ready',0,1),
 (2,'Kilo 22','ambulance','Mercedes','FX21 KLP','2021-03-01','2025-12-15',168900,4250,75,'workshop',0,2),
 (3,'Romeo 5','rapid car','Skoda','FY23 RMO','2023-06-19','2026-06-18',61200,2300,66,'on call',1,1),
 (4,'Tango 3','patient transport','Ford','FV18 TNG','2018-09-03','2025-09-02',231700,3500,80,'reserve',0,4),
 (5,'Zulu 1','off-roader','Toyota','FW19 ZUL','2019-11-11','2025-11-10',88400,3200,93,'ready',1,3),
 (6,'Mike 9','motorcycle','BMW','FZ22 MKE','2022-04-04','2026-04-03',39800,480,18,'ready',0,2),
 (7,'Kilo 30','ambulance','Ford','FY24 KLT','2024-01-15','2027-01-14',27600,4100,70,'on call',1,4);
INSERT INTO crews VALUES
 (1,'Amber Watch','day','07:00','19:00',4,2,4,1),
 (2,'Cobalt Watch','night','19:00','07:00',4,7,4,7),
 (3,'Scarlet Watch','day','06:00','14:00',7,3,2,2),
 (4,'Pearl Watch','late','14:00','22:00',7,1,7,3),
 (5,'Jade Watch','day','08:00','20:00',9,5,3,5);
INSERT INTO calls VALUES
 (1,'C-4401','chest pain','red','2025-05-10 08:12','2025-05-10 08:20','2025-05-10 09:05',6.4,'admitted',1,1,1),
 (2,'C-4402','fall','green','2025-05-10 10:40','2025-05-10 11:22','2025-05-10 12:30',11.8,'admitted',0,1,3),
 (3,'C-4403','road crash','red','2025-05-11 23:51','2025-05-12 00:03','2025-05-12 00:58',14.2,'surgery',1,2,1),
 (4,'C-4404','breathing trouble','amber','2025-05-12 15:05','2025-05-12 15:19',NULL,5.1,'treated at home',1,4,NULL),
 (5,'C-4405','fall','amber','2025-05-13 09:33','2025-05-13 10:11','2025-05-13 11:40',22.6,'admitted',0,5,2),
 (6,'C-4406','child fever','amber','2025-05-13 20:18','2025-05-13 20:36','2025-05-13 21:15',8.9,'sent home',0,2,5),
 (7,'C-4407','false alarm','green','2025-05-14 07:02','2025-05-14 07:29',NULL,3.3,'stood down',0,3,NULL);
INSERT INTO equipment VALUES
 (1,'DF-07','defibrillator','Cardiotek',7.2,300,'2021-02-15','2025-08-01',8900,1,1,2),
 (2,'DF-11','defibrillator','Pulsar Medical',5.9,240,'2023-06-01','2025-07-15',7450,0,3,1),
 (3,'ST-04','stretcher','Ferrocare',38,NULL,'2021-02-20','2026-01-10',4100,1,1,4),
 (4,'ST-09','stretcher','Ferrocare',41.5,NULL,'2023-12-04','2025-12-01',6250,1,7,7),
 (5,'VN-02','ventilator','Pulsar Medical',4.6,480,'2022-09-12','2025-06-30',11200,1,7,7),
 (6,'SU-15','suction pump','Cardiotek',3.1,60,'2019-10-08','2025-06-15',780,0,5,5),
 (7,'VN-05','ventilator','Airvale',5.3,360,'2018-08-27','2025-09-20',9800,1,4,3);
