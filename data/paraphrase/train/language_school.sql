CREATE TABLE campuses (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  city TEXT,
  rooms INTEGER,
  lease_until TEXT,
  canteen INTEGER CHECK (canteen IN (0, 1))
);
CREATE TABLE tutors (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  mother_tongue TEXT,
  hourly_eur REAL,
  joined TEXT,
  contract TEXT,
  campus_id INTEGER REFERENCES campuses(id),
  lead_id INTEGER REFERENCES tutors(id)
);
CREATE TABLE coursebooks (
  id INTEGER PRIMARY KEY,
  title TEXT UNIQUE NOT NULL,
  press TEXT,
  edition_year INTEGER,
  shop_price_eur REAL,
  has_audio INTEGER CHECK (has_audio IN (0, 1))
);
CREATE TABLE courses (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  lang TEXT,
  cefr TEXT,
  tutor_id INTEGER REFERENCES tutors(id),
  campus_id INTEGER REFERENCES campuses(id),
  book_id INTEGER REFERENCES coursebooks(id),
  starts TEXT,
  ends TEXT,
  weekday TEXT,
  lessons INTEGER,
  tuition_eur REAL,
  max_group INTEGER,
  online INTEGER CHECK (online IN (0, 1))
);
CREATE TABLE sponsors (
  id INTEGER PRIMARY KEY,
  firm TEXT UNIQUE NOT NULL,
  industry TEXT,
  contact TEXT,
  rebate_pct INTEGER
);
CREATE TABLE students (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  nationality TEXT,
  birthdate TEXT,
  whatsapp TEXT,
  sponsor_id INTEGER REFERENCES sponsors(id),
  visa_until TEXT
);
CREATE TABLE enrolments (
  id INTEGER PRIMARY KEY,
  ref TEXT UNIQUE NOT NULL,
  student_id INTEGER REFERENCES students(id),
  course_id INTEGER REFERENCES courses(id),
  signed_on TEXT,
  standing TEXT,
  paid_eur REAL,
  absences INTEGER,
  final_mark REAL
);
CREATE TABLE exams (
  id INTEGER PRIMARY KEY,
  exam_code TEXT UNIQUE NOT NULL,
  course_id INTEGER REFERENCES courses(id),
  examiner_id INTEGER REFERENCES tutors(id),
  sat_on TEXT,
  room TEXT,
  length_min INTEGER,
  pass_score INTEGER,
  fee_eur REAL
);
INSERT INTO campuses VALUES
 (1,'Babel Court','Norrhaven',14,'2030-12-31',1),
 (2,'Rue Clement','Saint-Orlan',8,'2026-06-30',0),
 (3,'The Granary','Norrhaven',5,'2027-03-31',0),
 (4,'Casa Lingua','Puerto Albo',10,'2029-09-30',1),
 (5,'Turmhaus','Eichwald',6,'2025-12-31',0);
INSERT INTO tutors VALUES
 (1,'Beatrix Coyle','English',48,'2005-09-01','permanent',1,NULL),
 (2,'Fabrice Monnet','French',42,'2012-01-16','permanent',2,1),
 (3,'Lucía Arregui','Spanish',39,'2017-08-21','permanent',4,1),
 (4,'Jürgen Pohl','German',36,'2020-10-05','freelance',5,2),
 (5,'Aiko Morishita','Japanese',45,'2019-02-11','freelance',1,1),
 (6,'Owen Tredinnick','English',34,'2023-03-06','temporary',3,5);
INSERT INTO coursebooks VALUES
 (1,'Straight Talk 2','Fenland Press',2018,34.90,1),
 (2,'Bonjour la Vie','Éditions Pavot',2021,29.50,1),
 (3,'Camino Claro','Editorial Roble',2016,27.00,0),
 (4,'Kanji Steps','Kaede Books',2020,41.00,0),
 (5,'Deutsch im Alltag','Linde Verlag',2023,32.80,1);
INSERT INTO courses VALUES
 (1,'Evening English','English','B1',6,3,1,'2025-02-03','2025-06-30','Monday',20,380,12,0),
 (2,'French from Zero','French','A1',2,2,2,'2025-03-04','2025-07-15','Tuesday',18,340,14,0),
 (3,'Spanish Intensive','Spanish','A2',3,4,3,'2025-06-02','2025-06-27','daily',40,790,10,0),
 (4,'Kanji Club','Japanese','A2',5,1,4,'2025-01-15','2025-05-28','Wednesday',16,420,8,0),
 (5,'Boardroom English','English','C1',1,1,NULL,'2025-04-10','2025-07-10','Thursday',12,650,6,1),
 (6,'German for Nurses','German','B2',4,5,5,'2025-02-14','2025-08-29','Friday',26,560,16,0),
 (7,'Café Conversation','French','B1',2,2,NULL,'2025-04-12','2025-06-28','Saturday',10,150,9,1);
INSERT INTO sponsors VALUES
 (1,'Klinikum Eichwald','health','Frau Dr. Sommer',20),
 (2,'Osprey Shipping','logistics','Ralph Denny',10),
 (3,'Banco del Faro','finance','Inés Calvo',15),
 (4,'Nordlicht Hotels','tourism','Maj Eklund',10),
 (5,'Pixelmühle','software','Theo Wirth',5);
INSERT INTO students VALUES
 (1,'Grace Adebayo','Nigerian','1994-04-19','+234 80 1111',1,'2026-02-28'),
 (2,'Hugo Lindahl','Swedish','1988-11-03','+46 70 2222',2,NULL),
 (3,'Priya Raman','Indian','1999-07-14','+91 98 3333',1,'2025-10-31'),
 (4,'Dmitri Solov','Moldovan','1976-01-30','+373 69 4444',NULL,'2025-08-15'),
 (5,'Carla Benedetti','Italian','2003-09-25','+39 33 5555',3,NULL),
 (6,'Noah Kessler','German','2001-02-08','+49 17 6666',5,NULL),
 (7,'Yuna Park','Korean','1997-12-01','+82 10 7777',4,'2026-05-20');
INSERT INTO enrolments VALUES
 (1,'EN-401',1,6,'2025-01-20','active',448,1,NULL),
 (2,'EN-402',3,6,'2025-01-22','active',448,0,NULL),
 (3,'EN-403',2,5,'2025-03-15','active',300,2,NULL),
 (4,'EN-404',4,1,'2025-01-28','dropped',100,6,NULL),
 (5,'EN-405',5,1,'2025-01-30','active',380,3,NULL),
 (6,'EN-406',6,4,'2024-12-12','completed',420,1,1.7),
 (7,'EN-407',7,2,'2025-02-25','active',306,0,NULL),
 (8,'EN-408',5,3,'2025-05-02','waiting list',0,0,NULL),
 (9,'EN-409',7,4,'2025-01-04','completed',420,2,2.3),
 (10,'EN-410',6,7,'2025-04-01','active',150,1,NULL),
 (11,'EN-411',4,3,'2025-05-05','waiting list',0,0,NULL);
INSERT INTO exams VALUES
 (1,'EX-61',1,1,'2025-07-02','G2',120,60,90),
 (2,'EX-62',2,3,'2025-07-17','R5',90,55,75),
 (3,'EX-63',4,2,'2025-05-30','B11',60,70,60),
 (4,'EX-64',6,1,'2025-09-01','T1',150,65,140),
 (5,'EX-65',5,5,'2025-07-11','B3',45,75,110);
