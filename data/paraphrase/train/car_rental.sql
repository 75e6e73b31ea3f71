CREATE TABLE stations (
  station_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  city TEXT,
  at_airport INTEGER CHECK (at_airport IN (0, 1)),
  bays INTEGER,
  shuts_at TEXT,
  chief TEXT
);
CREATE TABLE makers (
  maker_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  country TEXT,
  founded INTEGER,
  hotline TEXT
);
CREATE TABLE models (
  model_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  maker_id INTEGER REFERENCES makers(maker_id),
  car_class TEXT,
  seats INTEGER,
  boot_l INTEGER,
  fuel TEXT,
  range_km INTEGER,
  day_rate_eur REAL
);
CREATE TABLE cars (
  car_id INTEGER PRIMARY KEY,
  plate TEXT UNIQUE NOT NULL,
  model_id INTEGER REFERENCES models(model_id),
  parked_id INTEGER REFERENCES stations(station_id),
  odometer_km INTEGER,
  paint TEXT,
  registered_on TEXT,
  inspection_due TEXT,
  availability TEXT,
  winter_tyres INTEGER CHECK (winter_tyres IN (0, 1))
);
CREATE TABLE drivers (
  driver_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  licence_no TEXT,
  dob TEXT,
  country TEXT,
  penalty_points INTEGER,
  blacklisted INTEGER CHECK (blacklisted IN (0, 1))
);
CREATE TABLE covers (
  cover_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  excess_eur INTEGER,
  per_day_eur REAL,
  abroad INTEGER CHECK (abroad IN (0, 1))
);
CREATE TABLE rentals (
  rental_id INTEGER PRIMARY KEY,
  contract TEXT UNIQUE NOT NULL,
  car_id INTEGER REFERENCES cars(car_id),
  driver_id INTEGER REFERENCES drivers(driver_id),
  cover_id INTEGER REFERENCES covers(cover_id),
  pickup_id INTEGER REFERENCES stations(station_id),
  dropoff_id INTEGER REFERENCES stations(station_id),
  out_on TEXT,
  back_on TEXT,
  phase TEXT,
  invoice_eur REAL,
  bond_eur INTEGER
);
CREATE TABLE damages (
  damage_id INTEGER PRIMARY KEY,
  report_no TEXT UNIQUE NOT NULL,
  rental_id INTEGER REFERENCES rentals(rental_id),
  part TEXT,
  severity TEXT,
  repair_eur REAL,
  garage TEXT,
  police_told INTEGER CHECK (police_told IN (0, 1))
);
INSERT INTO stations VALUES
 (1,'Porto Vell Desk','Carmona',0,25,'20:00','Núria Bosch'),
 (2,'Skyport One','Carmona',1,140,'23:30','Emil Vance'),
 (3,'Centralbahn','Luzerath',0,40,'21:00','Heidi Zurfluh'),
 (4,'Skyport North','Luzerath',1,110,'24:00','Marco Benz'),
 (5,'Lakefront','Montrive',0,18,'18:30','Céline Arnaud'),
 (6,'Old Tram Depot','Brisk',0,32,'19:00','Aled Prosser');
INSERT INTO makers VALUES
 (1,'Veloxa','Spain',1951,'+34 900 1100'),
 (2,'Norrbil','Sweden',1927,'+46 900 2200'),
 (3,'Hanjin Motors','South Korea',1974,'+82 900 3300'),
 (4,'Carrozza Lupo','Italy',1909,'+39 900 4400'),
 (5,'Ampere Werke','Germany',2012,'+49 900 5500');
INSERT INTO models VALUES
 (1,'Veloxa Mito','1','small',4,210,'petrol',640,34),
 (2,'Norrbil V7',2,'estate',5,620,'diesel',980,71),
 (3,'Hanjin Orca','3','van',9,1100,'diesel',870,96),
 (4,'Lupo Spider',4,'sports',2,120,'petrol',480,165),
 (5,'Ampere One',5,'small',5,300,'electric',410,52),
 (6,'Ampere Cargo',5,'van',3,4200,'electric',290,88),
 (7,'Hanjin Kite',3,'estate',5,540,'hybrid',900,63);
INSERT INTO cars VALUES
 (1,'CR 118 MT',1,1,48210,'yellow','2021-03-11','2026-03-31','free',0),
 (2,'CR 204 NV',2,2,91500,'dark blue','2019-06-24','2025-06-30','out',1),
 (3,'LZ 330 HO',3,3,60340,'white','2020-11-02','2025-11-30','free',1),
 (4,'LZ 007 LS',4,4,15890,'red','2023-05-19','2026-05-31','workshop',0),
 (5,'MV 512 AO',5,5,22700,'white','2022-08-08','2026-08-31','out',1),
 (6,'BK 641 AC',6,6,30910,'grey','2022-02-14','2026-02-28','free',0),
 (7,'CR 777 HK',7,2,12040,'silver','2024-01-30','2027-01-31','out',1),
 (8,'LZ 415 AO',5,4,8450,'grey','2024-07-05','2027-07-31','free',1),
 (9,'BK 119 MT',1,6,103400,'green','2017-04-20','2025-04-30','workshop',0);
INSERT INTO drivers VALUES
 (1,'Tomas Ribeiro','PT-88121','1985-02-17','Portugal',2,0),
 (2,'Ilse Vandermeer','NL-40377','1962-10-05','Netherlands',0,0),
 (3,'Kwame Asante','GH-11900','1993-07-29','Ghana',1,0),
 (4,'Birgit Falkner','AT-70215','1978-12-12','Austria',7,1),
 (5,'Declan O''Roarke','IE-56550','1999-05-03','Ireland',4,0),
 (6,'Mei Sato','JP-30018','1970-01-26','Japan',0,0);
INSERT INTO covers VALUES
 (1,'Basic Shield',1200,0,0),
 (2,'Silver Shield',500,9.5,0),
 (3,'Gold Shield',0,17,1),
 (4,'Touring Shield',300,14,1),
 (5,'Youngster Shield',900,22,0);
INSERT INTO rentals VALUES
 (1,'RA-6001',1,1,1,1,1,'2025-04-01','2025-04-04','closed',102,300),
 (2,'RA-6002',2,2,3,2,3,'2025-05-10','2025-05-24','running',1232,200),
 (3,'RA-6003',3,3,2,3,3,'2025-03-08','2025-03-10','closed',230,500),
 (4,'RA-6004',4,4,1,4,5,'2025-04-18','2025-04-20','disputed',495,1500),
 (5,'RA-6005',5,6,4,5,4,'2025-05-12','2025-05-19','running',462,200),
 (6,'RA-6006',6,3,2,6,6,'2025-06-02','2025-06-03','booked',97.5,500),
 (7,'RA-6007',7,5,5,2,1,'2025-05-15','2025-05-18','running',255,800),
 (8,'RA-6008',9,5,5,6,1,'2025-03-27','2025-03-30','closed',168,800),
 (9,'RA-6009',8,2,3,4,4,'2025-06-11','2025-06-15','booked',276,200),
 (10,'RA-6010',1,1,2,1,2,'2025-02-02','2025-02-03','closed',43.5,300);
INSERT INTO damages VALUES
 (1,'DM-31',4,'front bumper','serious',2310,'Lupo Service Benz',1),
 (2,'DM-32',3,'wing mirror','slight',180,'Zurfluh Lack',0),
 (3,'DM-33',8,'gearbox','serious',1640,'Prosser & Sons',0),
 (4,'DM-34',1,'rim','slight',95,'Taller Vell',0),
 (5,'DM-35',2,'windscreen','moderate',420,'Zurfluh Lack',1);
