CREATE TABLE studios (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT NOT NULL, street TEXT, floor_area_m2 INTEGER,
  opened_on TEXT, has_sauna INTEGER NOT NULL CHECK (has_sauna IN (0, 1)));
INSERT INTO studios VALUES
 (1,'Brackwater Hall','Odense','Kanalgade 14',940,'2014-03-01',1),
 (2,'Tannery Loft','Aarhus','Garverstien 3',610,'2017-09-15',0),
 (3,'Pier Nine','Aarhus','Havnevej 9',1320,'2020-01-10',1),
 (4,'Northgate Works','Aalborg','Nørreport 41',780,'2011-05-20',0),
 (5,'Maple Yard','Odense','Ahornvej 2',455,'2022-11-01',0),
 (6,'Quarry Six','Esbjerg','Stenbrud 6',1005,'2018-06-30',1);
CREATE TABLE trainers (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, speciality TEXT, mobile TEXT, hired_on TEXT,
  hourly_rate_eur REAL, first_aider INTEGER CHECK (first_aider IN (0, 1)), studio_id INTEGER REFERENCES studios(id),
  mentor_id INTEGER REFERENCES trainers(id));
INSERT INTO trainers VALUES
 (1,'Ines Corvald','strength','+45 20 11 30 04','2013-02-01',46.5,1,1,NULL),
 (2,'Bastian Loew','cycling','+45 20 11 30 17','2018-08-15',38,0,2,1),
 (3,'Oda Rimstad','yoga','+45 20 11 30 22','2019-10-01',41,1,3,1),
 (4,'Pelle Marrow','boxing','+45 20 11 30 38','2021-04-12',36,0,4,3),
 (5,'Suri Akande','yoga','+45 20 11 30 45','2022-01-03',35,1,5,3),
 (6,'Tomasz Wilk','strength','+45 20 11 30 51','2016-06-01',43,0,6,1),
 (7,'Freja Holt','dance','+45 20 11 30 66','2023-09-01',33.5,0,3,2);
CREATE TABLE tariffs (
  id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, monthly_fee_eur REAL, min_term_months INTEGER,
  guest_passes INTEGER, classes_included INTEGER CHECK (classes_included IN (0, 1)));
INSERT INTO tariffs VALUES
 (1,'Early Bird',24.9,6,0,0),(2,'Flex Open',44.9,1,1,1),(3,'Gold Anchor',69,12,4,1),(4,'Campus',19.9,12,0,0),(5,'Iron Only',29.9,12,1,0);
CREATE TABLE members (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, card_no TEXT UNIQUE, birth_year INTEGER, email TEXT, joined_on TEXT,
  state TEXT CHECK (state IN ('active','paused','left')), tariff_id INTEGER REFERENCES tariffs(id), home_studio_id INTEGER REFERENCES studios(id));
INSERT INTO members VALUES
 (1,'Mirabel Otto','G-10032',1988,'mirabel@otto.example','2019-01-14','active',3,1),
 (2,'Hugo Ferrant','G-10077',1995,'hferrant@mail.example','2020-09-02','paused',2,3),
 (3,'Lena Oyelaran','G-10120',2002,'lena.o@uni.example','2022-10-05','active',4,2),
 (4,'Kasper Brink','G-10155',1979,'kbrink@brinkco.example','2015-03-23','left',1,4),
 (5,'Dorthe Salling','G-10180',1966,'dorthe@salling.example','2014-04-01','active',1,1),
 (6,'Yusuf Tennant','G-10201',1991,'yt@tennant.example','2023-02-17','active',5,6),
 (7,'Agnes Pohl','G-10244',1999,'agnes.pohl@mail.example','2021-11-30','paused',2,5),
 (8,'Rune Castell','G-10260',1984,'rune@castell.example','2018-07-08','active',3,3);
CREATE TABLE classes (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, weekday TEXT, starts_at TEXT, duration_min INTEGER, places INTEGER,
  intensity TEXT CHECK (intensity IN ('gentle','medium','hard')), trainer_id INTEGER REFERENCES trainers(id), studio_id INTEGER REFERENCES studios(id));
INSERT INTO classes VALUES
 (1,'Sunrise Flow','Monday','06:45',60,18,'gentle',3,3),
 (2,'Hill Ride','Tuesday','18:30',45,22,'hard',2,2),
 (3,'Knockout Basics','Wednesday','19:00',50,14,'medium',4,4),
 (4,'Slow Bones','Thursday','10:00',75,12,'gentle',5,5),
 (5,'Barbell Club','Monday','17:15',90,10,'hard',1,1),
 (6,'Kettle Storm','Saturday','09:30',40,16,'hard',6,6),
 (7,'Havana Hour','Tuesday','20:00',60,24,'medium',7,3);
CREATE TABLE machines (
  id INTEGER PRIMARY KEY, asset_tag TEXT NOT NULL UNIQUE, model TEXT, kind TEXT, bought_on TEXT, last_serviced_on TEXT, weight_kg INTEGER,
  condition TEXT CHECK (condition IN ('fine','worn','out of order')), studio_id INTEGER REFERENCES studios(id));
INSERT INTO machines VALUES
 (1,'MX-301','Orbis T5','treadmill','2019-05-02','2024-02-11',138,'fine',1),
 (2,'MX-302','Orbis T5','treadmill','2019-05-02','2023-08-19',138,'out of order',3),
 (3,'MX-317','Delta Row 2','rower','2021-01-20','2024-01-05',47,'fine',2),
 (4,'MX-333','Vulcan Press','leg press','2016-10-10','2023-11-28',265,'worn',4),
 (5,'MX-340','Delta Row 2','rower','2022-03-14','2024-03-01',47,'worn',6),
 (6,'MX-352','Spinna 8','bike','2020-07-07','2023-12-12',58,'fine',2),
 (7,'MX-360','Spinna 8','bike','2020-07-07','2023-06-30',58,'out of order',5);
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, booked_on TEXT, status TEXT CHECK (status IN ('confirmed','waitlisted','cancelled','no-show')),
  member_id INTEGER REFERENCES members(id), class_id INTEGER REFERENCES classes(id));
INSERT INTO bookings VALUES
 (1,'CB-5001','2024-03-02','confirmed',1,5),(2,'CB-5002','2024-03-02','waitlisted',3,2),(3,'CB-5003','2024-03-03','no-show',8,7),
 (4,'CB-5004','2024-03-03','confirmed',5,1),(5,'CB-5005','2024-03-04','cancelled',6,6),(6,'CB-5006','2024-03-05','confirmed',8,1),
 (7,'CB-5007','2024-03-05','waitlisted',7,4),(8,'CB-5008','2024-03-06','confirmed',6,6),(9,'CB-5009','2024-03-06','cancelled',1,2),
 (10,'CB-5010','2024-03-07','no-show',3,2),(11,'CB-5011','2024-03-07','confirmed',1,1);
CREATE TABLE payments (
  id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, paid_on TEXT, amount_eur REAL, method TEXT, member_id INTEGER REFERENCES members(id));
INSERT INTO payments VALUES
 (1,'R-880','2024-02-01',69,'card',1),(2,'R-881','2024-02-01',19.9,'direct debit',3),(3,'R-882','2024-02-02',24.9,'cash',5),
 (4,'R-883','2024-02-02',29.9,'direct debit',6),(5,'R-884','2024-02-03',69,'card',8),(6,'R-885','2024-03-01',69,'card',1),
 (7,'R-886','2024-03-01',44.9,'cash',7),(8,'R-887','2024-03-02',29.9,'direct debit',6);
