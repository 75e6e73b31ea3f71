CREATE TABLE lifts (
  id INTEGER PRIMARY KEY, lift TEXT NOT NULL UNIQUE, kind TEXT, cap_ph INTEGER, seats INTEGER, ride_min REAL, base_m INTEGER, top_m INTEGER,
  built INTEGER, last_up TEXT, running INTEGER CHECK (running IN (0, 1)));
CREATE TABLE pistes (
  id INTEGER PRIMARY KEY, piste TEXT NOT NULL UNIQUE, colour TEXT CHECK (colour IN ('green','blue','red','black')), len_m INTEGER, drop_m INTEGER,
  lit INTEGER CHECK (lit IN (0, 1)), snow_guns INTEGER CHECK (snow_guns IN (0, 1)),
  state TEXT CHECK (state IN ('open','icy','closed','avalanche risk')),
  up_lift_id INTEGER REFERENCES lifts(id), exit_lift_id INTEGER REFERENCES lifts(id));
CREATE TABLE huts (
  id INTEGER PRIMARY KEY, hut TEXT NOT NULL UNIQUE, piste_id INTEGER REFERENCES pistes(id), keeper TEXT, alt_m INTEGER, seats_in INTEGER,
  seats_terrace INTEGER, bunks INTEGER, tel TEXT, cash_only INTEGER CHECK (cash_only IN (0, 1)));
CREATE TABLE passes (
  id INTEGER PRIMARY KEY, pass TEXT NOT NULL UNIQUE, adult_eur REAL, child_eur REAL, n_days INTEGER, sale_from TEXT, sale_to TEXT,
  depo_eur REAL, night_ok INTEGER CHECK (night_ok IN (0, 1)), photo_reqd INTEGER CHECK (photo_reqd IN (0, 1)));
CREATE TABLE instructors (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, discipline TEXT, grade TEXT, mobile TEXT, hired_on TEXT, cert_until TEXT, hour_eur REAL,
  meets_at_id INTEGER REFERENCES lifts(id), mentor_id INTEGER REFERENCES instructors(id));
CREATE TABLE guests (
  id INTEGER PRIMARY KEY, guest TEXT NOT NULL UNIQUE, lodging TEXT, mobile TEXT, home_tel TEXT, height_cm INTEGER, wt_kg INTEGER, shoe_eu REAL,
  ability TEXT CHECK (ability IN ('beginner','intermediate','expert')), pass_id INTEGER REFERENCES passes(id), pass_from TEXT);
CREATE TABLE rental_sets (
  id INTEGER PRIMARY KEY, set_code TEXT NOT NULL UNIQUE, kind TEXT, brand TEXT, len_cm INTEGER, boot_eu REAL, day_eur REAL, week_eur REAL,
  guest_id INTEGER REFERENCES guests(id), due_on TEXT, waxed_on TEXT);
CREATE TABLE lessons (
  id INTEGER PRIMARY KEY, booking_no TEXT NOT NULL UNIQUE, guest_id INTEGER REFERENCES guests(id), instructor_id INTEGER REFERENCES instructors(id),
  standin_id INTEGER REFERENCES instructors(id), held_on TEXT, starts_at TEXT, dur_min INTEGER, fee_eur REAL, paid INTEGER CHECK (paid IN (0, 1)));
INSERT INTO lifts VALUES
 (1,'Gamskogel Express','gondola',2400,8,9.5,1120,1980,2014,'16:15',1),
 (2,'Sonnhang','chairlift',1800,4,6,1410,1890,2003,'16:00',1),
 (3,'Brunnalm','T-bar',720,2,5.5,1650,1905,1988,'15:45',1),
 (4,'Zirbenbahn','chairlift',2800,6,5,1880,2340,2019,'15:40',1),
 (5,'Murmel Carpet','magic carpet',600,1,2,1130,1152,2010,'16:30',1),
 (6,'Hochgrat','T-bar',650,2,8,2110,2485,1979,'15:15',0);
INSERT INTO pistes VALUES
 (1,'Familienrun','blue',3200,610,1,1,'open',1,1),
 (2,'Kessel','red',2100,480,0,1,'open',2,1),
 (3,'Teufelsrinne','black',1250,520,0,0,'closed',4,2),
 (4,'Brunnwiese','blue',900,210,0,1,'open',3,3),
 (5,'Zirbenwald','red',1750,430,0,1,'icy',4,4),
 (6,'Gletscherblick','red',2600,375,0,0,'closed',6,4),
 (7,'Murmelwiese','green',140,22,1,1,'open',5,5),
 (8,'Ostgrat','black',1900,610,0,0,'avalanche risk',6,4);
INSERT INTO huts VALUES
 (1,'Kesselstube',2,'Resi Angerer',1620,80,120,0,'+43 5550 2211',0),
 (2,'Zirbenhof',5,'Luis Prantl',1935,110,150,14,'+43 5550 2240',0),
 (3,'Wiesenalm',4,'Traudl Moser',1690,45,60,6,'+43 5550 2218',1),
 (4,'Gratklause',6,'Sepp Innerhofer',2290,30,20,22,'+43 5550 2297',1),
 (5,'Talbar',1,'Mia Oberhuber',1140,60,40,0,'+43 5550 2200',0);
INSERT INTO passes VALUES
 (1,'Day Ticket',62,31,1,'2024-11-30','2025-04-21',5,0,0),
 (2,'Half Day',47,23.5,1,'2024-11-30','2025-04-21',5,0,0),
 (3,'Six Day',318,159,6,'2024-11-30','2025-04-15',5,1,0),
 (4,'Season Card',640,290,142,'2024-09-01','2024-12-24',10,1,1),
 (5,'Moonlight',24,14,1,'2024-12-20','2025-03-15',5,1,0),
 (6,'Nursery Pass',18,0,1,'2024-12-07','2025-03-30',0,0,0);
INSERT INTO instructors VALUES
 (1,'Hannes Rieder','alpine','state-certified','+43 664 555 101','2001-12-01','2027-03-31',95,1,NULL),
 (2,'Caitlin Moray','snowboard','level 3','+43 664 555 102','2016-12-10','2025-11-30',78,2,1),
 (3,'Jonas Feichtner','alpine','level 2','+43 664 555 103','2021-12-18','2026-04-30',65,5,1),
 (4,'Elodie Garnier','telemark','state-certified','+43 664 555 104','2009-12-05','2026-11-30',90,4,NULL),
 (5,'Marek Dudek','snowboard','trainee','+43 664 555 105','2024-12-01','2025-10-31',48,5,2),
 (6,'Pia Sonnleitner','children','level 1','+43 664 555 106','2022-12-17','2025-12-31',52,5,3);
INSERT INTO guests VALUES
 (1,'Oliver Brandreth','Hotel Edelweiss','+44 7700 900611','+44 1865 496 011',186,88,44.5,'intermediate',3,'2025-02-08'),
 (2,'Sunniva Haugland','Pension Maria','+47 955 50 122','+47 55 50 12 20',171,63,39,'expert',4,'2024-12-14'),
 (3,'Piotr Zawada','Hotel Edelweiss','+48 605 550 133','+48 12 555 01 33',178,81,43,'beginner',6,'2025-02-10'),
 (4,'Giulia Ferraris','Chalet Lisl','+39 347 555 0144','+39 011 555 0144',165,57,38,'intermediate',1,'2025-02-11'),
 (5,'Emma Brandreth','Hotel Edelweiss','+44 7700 900612','+44 1865 496 011',128,27,33.5,'beginner',3,'2025-02-08'),
 (6,'Takeshi Morita','Pension Maria','+81 90 5550 0166','+81 3 5550 0166',173,70,42,'expert',1,'2025-02-12'),
 (7,'Hugo van Laar','Chalet Lisl','+31 6 5550 0177','+31 20 555 0177',192,96,46,'intermediate',5,'2025-02-13');
INSERT INTO rental_sets VALUES
 (1,'RS-201','carving ski','Fjellvold',177,44.5,36,169,1,'2025-02-14','2025-02-07'),
 (2,'RS-202','carving ski','Fjellvold',163,38,36,169,4,'2025-02-12','2025-02-05'),
 (3,'RS-215','snowboard','Karst Boards',158,43,32,150,3,'2025-02-15','2025-01-30'),
 (4,'RS-216','snowboard','Karst Boards',164,46,32,150,NULL,NULL,'2025-02-01'),
 (5,'RS-230','kids ski','Pimpel',110,33.5,16,70,5,'2025-02-14','2025-02-06'),
 (6,'RS-231','kids ski','Pimpel',100,31,16,70,NULL,NULL,'2025-01-18'),
 (7,'RS-240','touring ski','Aiguille',172,42,45,215,6,'2025-02-16','2025-02-10'),
 (8,'RS-251','telemark ski','Aiguille',180,46,42,198,7,'2025-02-15','2025-01-25');
INSERT INTO lessons VALUES
 (1,'SL-310',5,6,3,'2025-02-09','09:30',120,104,1),
 (2,'SL-311',3,5,2,'2025-02-11','10:00',180,144,0),
 (3,'SL-312',1,3,1,'2025-02-10','13:00',90,97.5,1),
 (4,'SL-313',7,4,1,'2025-02-14','09:00',240,360,0),
 (5,'SL-314',4,1,3,'2025-02-12','14:00',60,95,1),
 (6,'SL-315',6,2,5,'2025-02-13','11:00',120,156,1),
 (7,'SL-316',5,6,5,'2025-02-12','09:30',120,104,0);
