CREATE TABLE houses (
  id INTEGER PRIMARY KEY, house TEXT NOT NULL UNIQUE, district TEXT, head_id INTEGER REFERENCES educators(id), places INTEGER,
  opens_at TEXT, closes_at TEXT, garden_m2 REAL, founded_on TEXT, own_kitchen INTEGER CHECK (own_kitchen IN (0, 1)), phone TEXT);
CREATE TABLE groups (
  id INTEGER PRIMARY KEY, group_name TEXT NOT NULL UNIQUE, house_id INTEGER REFERENCES houses(id), lead_id INTEGER REFERENCES educators(id),
  age_band TEXT, max_kids INTEGER, door_colour TEXT, nap_from TEXT);
CREATE TABLE educators (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, house_id INTEGER REFERENCES houses(id), qualification TEXT, started_on TEXT,
  weekly_hours REAL, first_aid_until TEXT, on_leave INTEGER CHECK (on_leave IN (0, 1)));
CREATE TABLE guardians (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, cell TEXT, mail TEXT, occupation TEXT, council INTEGER CHECK (council IN (0, 1)));
CREATE TABLE children (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, group_id INTEGER REFERENCES groups(id), guardian_id INTEGER REFERENCES guardians(id),
  birthday TEXT, admitted_on TEXT, allergy TEXT, care_hours INTEGER, peg_symbol TEXT, measles_shot INTEGER CHECK (measles_shot IN (0, 1)));
CREATE TABLE waitlist (
  id INTEGER PRIMARY KEY, application_no TEXT NOT NULL UNIQUE, house_id INTEGER REFERENCES houses(id), guardian_id INTEGER REFERENCES guardians(id),
  child_first_name TEXT, applied_on TEXT, wanted_from TEXT, points INTEGER, decision TEXT);
CREATE TABLE outings (
  id INTEGER PRIMARY KEY, outing TEXT NOT NULL UNIQUE, group_id INTEGER REFERENCES groups(id), escort_id INTEGER REFERENCES educators(id),
  goes_to TEXT, on_day TEXT, contribution_eur REAL, transport TEXT, packed_lunch INTEGER CHECK (packed_lunch IN (0, 1)));
CREATE TABLE fee_bills (
  id INTEGER PRIMARY KEY, bill_no TEXT NOT NULL UNIQUE, child_id INTEGER REFERENCES children(id), month TEXT, care_eur REAL, meals_eur REAL, due_on TEXT, bill_state TEXT);
INSERT INTO houses VALUES
 (1,'Haus Wirbelwind','Südhang',NULL,75,'06:30','17:30',1450,'1992-08-01',1,'0351 442 10'),
 (2,'Haus Apfelbaum','Altdorf',NULL,42,'07:00','16:30',2100,'1978-09-04',1,'0351 442 20'),
 (3,'Haus Kieselstein','Bahnviertel',NULL,60,'06:00','18:00',520,'2013-04-15',0,'0351 442 30'),
 (4,'Haus Regenbogen','Neustadt',NULL,90,'06:45','17:00',980,'2001-02-12',0,'0351 442 40'),
 (5,'Waldhaus Eichelhof','Forstau',NULL,20,'08:00','14:00',6000,'2019-10-01',0,'0351 442 50');
INSERT INTO educators VALUES
 (1,'Renate Kolbe',1,'social pedagogue','1996-03-01',39,'2026-05-11',0),
 (2,'Ibrahim Sayed',1,'nursery teacher','2017-08-01',35,'2025-09-30',0),
 (3,'Gundula Weiss',2,'social pedagogue','2008-10-15',39,'2025-07-04',0),
 (4,'Pia Lorenzen',2,'nursery teacher','2020-02-01',30,'2026-01-20',1),
 (5,'Tomas Hrdlicka',3,'nursery teacher','2014-09-01',39,'2025-03-28',0),
 (6,'Amelie Brandt',3,'assistant','2023-08-21',25,'2025-12-12',0),
 (7,'Farah Nouri',4,'social pedagogue','2012-05-02',38,'2026-02-27',0),
 (8,'Knut Osterloh',5,'forest educator','2019-10-01',32,'2025-10-10',0);
UPDATE houses SET head_id=1 WHERE id=1;
UPDATE houses SET head_id=3 WHERE id=2;
UPDATE houses SET head_id=5 WHERE id=3;
UPDATE houses SET head_id=7 WHERE id=4;
UPDATE houses SET head_id=8 WHERE id=5;
INSERT INTO groups VALUES
 (1,'Hedgehogs',1,2,'3-6',22,'yellow','12:30'),
 (2,'Tadpoles',1,1,'0-3',12,'green','11:45'),
 (3,'Ladybirds',2,3,'3-6',20,'red','13:00'),
 (4,'Snails',2,4,'0-3',10,'blue','12:00'),
 (5,'Otters',3,5,'3-6',24,'blue','12:45'),
 (6,'Kingfishers',4,7,'3-6',23,'orange','13:15'),
 (7,'Jays',5,8,'3-6',18,'brown',NULL);
INSERT INTO guardians VALUES
 (1,'Svenja Tolke','0170 111 2093','svenja.tolke@posteo.example','nurse',1),
 (2,'Mehmet Yildirim','0176 554 8201','m.yildirim@web.example','bus driver',0),
 (3,'Carolin Ditz','0151 870 4466','carodi@mail.example','teacher',0),
 (4,'Andrzej Nowak','0157 320 9915','nowak.a@poczta.example','electrician',1),
 (5,'Hanne Rügheimer','0162 449 0072','hanne@ruegheimer.example','architect',0),
 (6,'Joel Amankwah','0175 608 3127','joel.amankwah@mail.example','cook',0);
INSERT INTO children VALUES
 (1,'Milo Tolke',1,1,'2020-05-14','2023-08-01','none',9,'rocket',1),
 (2,'Enes Yildirim',1,2,'2019-11-30','2022-09-05','nuts',8,'whale',1),
 (3,'Ronja Ditz',4,3,'2022-07-08','2024-03-01','milk',6,'mushroom',0),
 (4,'Zofia Nowak',3,4,'2021-01-23','2024-01-15','none',9,'kite',1),
 (5,'Kalle Rügheimer',7,5,'2020-09-17','2023-09-01','wasp stings',5,'acorn',1),
 (6,'Abena Amankwah',5,6,'2019-10-02','2021-08-16','nuts',10,'drum',1),
 (7,'Jette Tolke',2,1,'2023-02-11','2024-08-05','milk',8,'snowflake',0),
 (8,'Piotr Nowak',3,4,'2019-12-19','2022-08-22','none',7,'anchor',1);
INSERT INTO waitlist VALUES
 (1,'WL-301',1,5,'Lotte','2024-04-02','2025-08-01',14,'waiting'),
 (2,'WL-302',2,6,'Kwame','2024-05-16','2025-03-01',22,'offered'),
 (3,'WL-303',3,2,'Elif','2024-06-21','2025-08-01',19,'waiting'),
 (4,'WL-304',1,3,'Ben','2024-09-09','2026-02-01',8,'declined'),
 (5,'WL-305',5,1,'Fiete','2024-10-07','2026-08-01',11,'waiting');
INSERT INTO outings VALUES
 (1,'Apple Press Day','3','3','Cider mill Gorbitz','2024-10-09',4.5,'on foot',1),
 (2,'Fire Station Visit','1','2','Fire station 4','2024-10-22',0,'tram',0),
 (3,'Puppet Theatre Trip','5','6','Theatre in the Tower','2024-11-14',7,'bus',0),
 (4,'Lantern Walk','6','7','Lake promenade','2024-11-11',2,'on foot',0),
 (5,'Mushroom Morning','7','8','Tharand woods','2024-10-15',0,'on foot',1),
 (6,'Zoo Safari','1','1','City zoo','2025-05-20',12.5,'bus',1);
INSERT INTO fee_bills VALUES
 (1,'KB-2410-01',1,'2024-10',186,68,'2024-10-15','paid'),
 (2,'KB-2410-02',2,'2024-10',171,68.5,'2024-10-15','reminded'),
 (3,'KB-2410-03',3,'2024-10',214,52,'2024-10-16','paid'),
 (4,'KB-2410-04',4,'2024-10',93,66,'2024-10-15','paid'),
 (5,'KB-2410-05',5,'2024-10',128,0,'2024-10-18','open'),
 (6,'KB-2410-06',6,'2024-10',197,70,'2024-10-15','open'),
 (7,'KB-2410-07',7,'2024-10',143,48,'2024-10-17','paid'),
 (8,'KB-2411-01',1,'2024-11',188,64,'2024-11-15','open'),
 (9,'KB-2411-02',2,'2024-11',173,61,'2024-11-15','open'),
 (10,'KB-2411-08',8,'2024-11',82,63,'2024-11-15','waived');
