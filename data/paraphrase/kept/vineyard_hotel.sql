CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, post TEXT, dept TEXT CHECK (dept IN ('cellar','front desk','kitchen','housekeeping','vineyard')), hired_on TEXT, contract_end TEXT,
  ext TEXT, mobile TEXT, lives_in INTEGER CHECK (lives_in IN (0, 1)), boss_id INTEGER REFERENCES staff(id));
CREATE TABLE houses (
  id INTEGER PRIMARY KEY, house TEXT NOT NULL UNIQUE, built INTEGER, refurbished INTEGER, floors INTEGER, has_lift INTEGER CHECK (has_lift IN (0, 1)), walk_min INTEGER,
  door_code TEXT, keeper_id INTEGER REFERENCES staff(id));
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL UNIQUE, floor INTEGER, area_m2 REAL, terrace_m2 REAL, beds TEXT CHECK (beds IN ('double','twin','single','family')), outlook TEXT,
  low_eur REAL, high_eur REAL, dogs INTEGER CHECK (dogs IN (0, 1)), house_id INTEGER REFERENCES houses(id));
CREATE TABLE guests (
  id INTEGER PRIMARY KEY, guest TEXT NOT NULL UNIQUE, hometown TEXT, country TEXT, email TEXT, mobile TEXT, first_visit TEXT, born_on TEXT, diet TEXT,
  club INTEGER CHECK (club IN (0, 1)), referred_by_id INTEGER REFERENCES guests(id));
CREATE TABLE plots (
  id INTEGER PRIMARY KEY, plot TEXT NOT NULL UNIQUE, soil TEXT, area_ha REAL, alt_m INTEGER, slope_pct INTEGER, planted INTEGER, organic INTEGER CHECK (organic IN (0, 1)), tended_by_id INTEGER REFERENCES staff(id));
CREATE TABLE wines (
  id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, colour TEXT CHECK (colour IN ('red','white','rosé','sparkling')), grape TEXT, vintage INTEGER, bottled_on TEXT, abv_pct REAL, sugar_gl REAL,
  cellar_eur REAL, table_eur REAL, bottles INTEGER, plot_id INTEGER REFERENCES plots(id), made_by_id INTEGER REFERENCES staff(id));
CREATE TABLE stays (
  id INTEGER PRIMARY KEY, booking TEXT NOT NULL UNIQUE, arrives TEXT, departs TEXT, adults INTEGER, kids INTEGER, total_eur REAL, paid_eur REAL,
  status TEXT CHECK (status IN ('requested','confirmed','checked in','left','cancelled')), half_board INTEGER CHECK (half_board IN (0, 1)),
  room_id INTEGER REFERENCES rooms(id), booker_id INTEGER REFERENCES guests(id), companion_id INTEGER REFERENCES guests(id));
CREATE TABLE tours (
  id INTEGER PRIMARY KEY, tour TEXT NOT NULL UNIQUE, weekday TEXT, starts TEXT, dur_min INTEGER, max_pax INTEGER, price_eur REAL, lang TEXT, outdoors INTEGER CHECK (outdoors IN (0, 1)),
  wine_id INTEGER REFERENCES wines(id), guide_id INTEGER REFERENCES staff(id), backup_id INTEGER REFERENCES staff(id));
INSERT INTO staff VALUES
 (1,'Benedikta Thurn','director','front desk','2006-03-01',NULL,'10','0664 555 710',1,NULL),
 (2,'Laszlo Feher','cellar master','cellar','2010-08-15',NULL,'21','0664 555 721',0,1),
 (3,'Agathe Rieder','vineyard foreman','vineyard','2014-02-01',NULL,'31','0664 555 731',0,2),
 (4,'Samir Haddad','head chef','kitchen','2018-04-10','2026-03-31','41','0664 555 741',1,1),
 (5,'Nives Kovac','receptionist','front desk','2022-05-01','2025-10-31','11','0664 555 711',1,1),
 (6,'Olga Brandl','head housekeeper','housekeeping','2012-01-09',NULL,'51','0664 555 751',0,1),
 (7,'Pius Lechner','wine guide','cellar','2021-06-15','2025-12-31','22','0664 555 722',0,2),
 (8,'Femke Visser','trainee','vineyard','2024-09-01','2026-08-31','32','0664 555 732',1,3);
INSERT INTO houses VALUES
 (1,'Manor',1788,2015,3,1,0,'7412',6),
 (2,'Press House',1860,2019,2,0,2,'3095',5),
 (3,'Gatehouse',1702,2008,2,0,1,'6627',6),
 (4,'Hillside Lodge',2017,NULL,1,0,9,'1843',3);
INSERT INTO rooms VALUES
 (1,'Riesling Room',1,28,6,'double','vineyard',140,185,0,1),
 (2,'Magnolia Suite',2,52,14,'family','park',240,310,1,1),
 (3,'Cooper''s Room',0,22,NULL,'twin','courtyard',98,128,1,2),
 (4,'Bacchus Room',1,31,8,'double','vineyard',150,198,0,2),
 (5,'Swallow Nest',2,16,NULL,'single','courtyard',72,95,0,3),
 (6,'Rosehip Room',1,24,4,'double','park',115,150,0,3),
 (7,'Fox Den',0,38,20,'family','valley',190,255,1,4),
 (8,'Owl Loft',0,34,18,'double','valley',180,245,0,4);
INSERT INTO guests VALUES
 (1,'Henriette Moos','Cologne','Germany','h.moos@mail.example','0170 555 801','2012-09-14','1958-04-02','vegetarian',1,NULL),
 (2,'Arthur Moos','Cologne','Germany','a.moos@mail.example','0170 555 802','2012-09-14','1955-11-23',NULL,1,1),
 (3,'Camille Dufour','Dijon','France','camille@dufour.example','0033 6 555 803','2019-06-08','1984-07-19','gluten-free',0,1),
 (4,'Declan Roche','Cork','Ireland','droche@post.example','00353 8 555 804','2023-05-27','1990-01-30',NULL,0,3),
 (5,'Mai Linh Tran','Vienna','Austria','mailinh@tran.example','0676 555 805','2021-10-02','1979-12-12','vegan',1,NULL),
 (6,'Gregor Szabo','Budapest','Hungary','gszabo@level.example','0036 30 555 806','2016-08-19','1968-03-08',NULL,1,5),
 (7,'Ottilie Frank','Graz','Austria','ottilie@frank.example','0676 555 807','2024-10-11','1995-06-25','no nuts',0,6);
INSERT INTO plots VALUES
 (1,'Kirchleiten','limestone',2.4,310,38,1987,1,3),
 (2,'Steinriegel','slate',1.1,365,52,1964,0,3),
 (3,'Unterau','loam',4.8,245,6,2005,0,8),
 (4,'Himmelreich','gneiss',0.9,410,61,1951,1,2),
 (5,'Sandgrube','sand',3.2,260,12,2012,1,8);
INSERT INTO wines VALUES
 (1,'Kirchgold','white','Riesling',2022,'2023-04-18',12.5,6.2,14.5,29,3200,1,2),
 (2,'Schiefer Eins','white','Riesling',2021,'2022-09-05',12,2.8,24,46,740,2,2),
 (3,'Auwald','red','Zweigelt',2020,'2022-03-22',13.5,1.4,11.9,25,5600,3,2),
 (4,'Seventh Heaven','red','Pinot Noir',2019,'2021-07-14',13,1.1,38,72,410,4,2),
 (5,'Pink Fox','rosé','Zweigelt',2023,'2024-02-12',11.5,5,9.8,22,2100,5,7),
 (6,'Thurn Brut','sparkling','Chardonnay',2018,'2019-05-30',12.5,7.5,22.5,48,1350,1,2),
 (7,'Late Letter','white','Traminer',2017,'2019-02-01',10,118,29,54,260,4,7);
INSERT INTO stays VALUES
 (1,'VH-2401','2024-10-11','2024-10-14',2,0,555,555,'left',1,1,1,2),
 (2,'VH-2402','2024-10-12','2024-10-19',2,2,2170,600,'checked in',1,2,3,4),
 (3,'VH-2403','2024-10-18','2024-10-20',1,0,190,0,'confirmed',0,5,7,NULL),
 (4,'VH-2404','2024-11-02','2024-11-05',2,0,540,150,'confirmed',0,8,5,6),
 (5,'VH-2405','2024-10-25','2024-10-27',2,1,380,0,'cancelled',0,7,6,5),
 (6,'VH-2406','2024-12-28','2025-01-02',2,0,990,0,'requested',1,4,4,3);
INSERT INTO tours VALUES
 (1,'Cellar by Candle','Thursday','18:30',90,14,24,'German',0,4,2,7),
 (2,'Steep Slopes Walk','Saturday','10:00',180,10,35,'English',1,2,3,8),
 (3,'First Sips','Monday','16:00',60,20,15,'German',0,1,7,5),
 (4,'Fizz and Farewell','Sunday','11:30',45,16,19,'English',0,6,7,2),
 (5,'Harvest Morning','Friday','07:30',240,8,48,'German',1,3,3,2),
 (6,'Sweet Endings','Wednesday','20:00',75,12,32,'French',0,7,2,7);
