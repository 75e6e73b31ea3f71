CREATE TABLE offices (
  id INTEGER PRIMARY KEY, office TEXT NOT NULL UNIQUE, street_addr TEXT, quarter TEXT, theory_seats INTEGER,
  open_until TEXT, barrier_free INTEGER CHECK (barrier_free IN (0, 1)));
CREATE TABLE instructors (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, office_id INTEGER REFERENCES offices(id),
  mentor_id INTEGER REFERENCES instructors(id), teaching_since TEXT, languages TEXT, phone TEXT, pass_rate_pct REAL);
CREATE TABLE cars (
  id INTEGER PRIMARY KEY, plate TEXT NOT NULL UNIQUE, model TEXT, gearbox TEXT, office_id INTEGER REFERENCES offices(id),
  odometer_km INTEGER, first_registered TEXT, next_mot TEXT, dual_pedals INTEGER CHECK (dual_pedals IN (0, 1)), colour TEXT);
CREATE TABLE packages (
  id INTEGER PRIMARY KEY, package TEXT NOT NULL UNIQUE, licence_class TEXT, price_eur REAL, lessons_incl INTEGER,
  min_age INTEGER, bookable INTEGER CHECK (bookable IN (0, 1)));
CREATE TABLE learners (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born_on TEXT, package_id INTEGER REFERENCES packages(id),
  instructor_id INTEGER REFERENCES instructors(id), signed_up TEXT, glasses INTEGER CHECK (glasses IN (0, 1)),
  balance_eur REAL, standing TEXT);
CREATE TABLE lessons (
  id INTEGER PRIMARY KEY, slot_no TEXT NOT NULL UNIQUE, learner_id INTEGER REFERENCES learners(id),
  car_id INTEGER REFERENCES cars(id), held_on TEXT, starts_at TEXT, minutes INTEGER, lesson_type TEXT, attendance TEXT, km_driven REAL);
CREATE TABLE exams (
  id INTEGER PRIMARY KEY, exam_ref TEXT NOT NULL UNIQUE, learner_id INTEGER REFERENCES learners(id), part TEXT,
  exam_date TEXT, examiner TEXT, verdict TEXT, error_points INTEGER, fee_eur REAL);
CREATE TABLE penalties (
  id INTEGER PRIMARY KEY, notice_no TEXT NOT NULL UNIQUE, car_id INTEGER REFERENCES cars(id),
  instructor_id INTEGER REFERENCES instructors(id), offence TEXT, noted_on TEXT, fine_eur REAL, settled INTEGER CHECK (settled IN (0, 1)));
INSERT INTO offices VALUES
 (1,'Goldbach Office','Mühlweg 14','Goldbach',24,'19:00',1),
 (2,'Nordmarkt Office','Nordmarkt 3','Hafenviertel',36,'20:30',0),
 (3,'Campus Office','Keplerallee 90','University',18,'18:00',1),
 (4,'Waldsiedlung Office','Tannenstieg 2','Waldsiedlung',12,'17:30',0),
 (5,'Bahnhof Office','Gleisstrasse 11','Altstadt',30,'21:00',1);
INSERT INTO instructors VALUES
 (1,'Henrike Saalfeld',2,NULL,'1999-05-01','German, English','0172 881 004',81),
 (2,'Cemal Aksoy',1,1,'2012-08-20','German, Turkish','0159 224 760',76.5),
 (3,'Ludger Pries',5,NULL,'1994-02-14','German','0171 300 952',69),
 (4,'Noemi Castelo',3,1,'2020-10-01','German, Spanish, English','0163 708 118',88),
 (5,'Vadim Orlow',2,3,'2017-03-06','German, Russian','0175 416 633',72),
 (6,'Birte Hanken',4,3,'2023-01-09','German','0152 990 187',64.5);
INSERT INTO cars VALUES
 (1,'GB-FS 101','Aurin Polo V','manual',1,84210,'2020-04-17','2026-04-30',1,'white'),
 (2,'GB-FS 102','Aurin Polo V','manual',2,102940,'2019-06-03','2025-06-30',1,'red'),
 (3,'GB-FS 103','Lumo E2','automatic',3,21780,'2023-03-22','2026-03-31',1,'blue'),
 (4,'GB-FS 104','Kardo Van','manual',5,143600,'2016-11-08','2025-11-30',0,'grey'),
 (5,'GB-FS 201','Tessin 650','manual',5,18400,'2021-05-11','2025-05-31',0,'black'),
 (6,'GB-FS 105','Lumo E2','automatic',2,9650,'2024-02-01','2027-02-28',1,'blue');
INSERT INTO packages VALUES
 (1,'City Starter','B',1890,20,17,1),
 (2,'Express Fortnight','B',2650,28,18,1),
 (3,'Automatic Easy','B197',2140,22,17,1),
 (4,'Two Wheels','A',1720,16,24,1),
 (5,'Trailer Plus','BE',690,6,18,1),
 (6,'Moped Kick-off','AM',780,8,15,0);
INSERT INTO learners VALUES
 (1,'Lasse Brunner','2007-03-19',1,2,'2024-08-12',0,-140,'active'),
 (2,'Zeynep Koral','2005-11-02',2,2,'2024-09-02',1,320,'active'),
 (3,'Marvin Tiedke','2006-07-25',1,1,'2024-03-18',0,0,'licensed'),
 (4,'Oana Ilescu','1998-01-30',3,4,'2024-07-01',1,-55,'active'),
 (5,'Jasper Winkels','1991-09-09',4,3,'2024-05-27',0,210,'paused'),
 (6,'Klara Vogt-Meier','2006-12-14',3,4,'2024-06-10',0,95,'licensed'),
 (7,'Sergej Dunin','1987-04-04',5,5,'2024-10-07',0,-260,'active'),
 (8,'Tabea Rosin','2007-08-08',1,6,'2024-09-16',1,60,'dropped out');
INSERT INTO lessons VALUES
 (1,'FS-4001',1,1,'2024-10-14','15:30',90,'town','attended',31.5),
 (2,'FS-4002',1,1,'2024-10-17','16:00',45,'parking','attended',6.2),
 (3,'FS-4003',2,2,'2024-10-17','09:15',90,'motorway','attended',98),
 (4,'FS-4004',4,3,'2024-10-18','11:00',90,'town','no-show',0),
 (5,'FS-4005',7,4,'2024-10-21','13:45',135,'trailer','attended',54.3),
 (6,'FS-4006',2,2,'2024-10-22','20:00',90,'night','attended',66.1),
 (7,'FS-4007',8,1,'2024-10-23','14:15',45,'town','called off',0),
 (8,'FS-4008',4,3,'2024-10-25','08:00',60,'motorway','attended',72.4),
 (9,'FS-4009',5,5,'2024-09-12','10:30',90,'country road','attended',88.7),
 (10,'FS-4010',1,6,'2024-10-28','17:20',90,'night','booked',NULL),
 (11,'FS-4011',2,2,'2024-10-29','07:45',90,'town','booked',NULL);
INSERT INTO exams VALUES
 (1,'EX-T-711','3','theory','2024-05-16','H. Brandis','passed',2,24.9),
 (2,'EX-P-712','3','practical','2024-07-30','U. Melcher','passed',NULL,129.8),
 (3,'EX-T-720','1','theory','2024-10-08','H. Brandis','failed',17,25.5),
 (4,'EX-T-721','2','theory','2024-10-09','H. Brandis','passed',6,24.4),
 (5,'EX-P-725','6','practical','2024-09-26','S. Otterbach','passed',NULL,130.5),
 (6,'EX-T-730','8','theory','2024-10-15','U. Melcher','failed',23,24.7),
 (7,'EX-P-734','2','practical','2024-11-05','S. Otterbach','scheduled',NULL,131.2);
INSERT INTO penalties VALUES
 (1,'BG-9910',2,5,'speeding','2024-06-11',48,1),
 (2,'BG-9914',4,3,'wrong parking','2024-08-02',25,0),
 (3,'BG-9921',1,2,'red light','2024-09-19',90,0),
 (4,'BG-9925',4,3,'speeding','2024-10-10',58,1),
 (5,'BG-9931',3,4,'wrong parking','2024-10-18',20,1);
