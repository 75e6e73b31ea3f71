CREATE TABLE makers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, ctry TEXT, town TEXT, est_year INTEGER, warranty_months INTEGER, lead_days INTEGER,
  trade_disc_pct REAL, rep TEXT, phone TEXT);
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT, plays TEXT, started TEXT, ext TEXT, mobile TEXT, hrs_week REAL,
  first_aider INTEGER CHECK (first_aider IN (0, 1)), mentor_id INTEGER REFERENCES staff(id));
CREATE TABLE instruments (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, maker_id INTEGER REFERENCES makers(id), oem_id INTEGER REFERENCES makers(id),
  family TEXT CHECK (family IN ('guitar','bowed','brass','woodwind','keys')), top_mat TEXT, body_mat TEXT, len_cm REAL, launched INTEGER,
  beginner INTEGER CHECK (beginner IN (0, 1)));
CREATE TABLE variants (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, instrument_id INTEGER REFERENCES instruments(id), finish TEXT, lefty INTEGER CHECK (lefty IN (0, 1)),
  wt_kg REAL, ship_kg REAL, rrp_eur REAL, price_eur REAL, stock INTEGER);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, customer TEXT, placed TEXT, promised TEXT, shipped TEXT,
  status TEXT CHECK (status IN ('new','packed','shipped','cancelled')), pay TEXT, taken_by_id INTEGER REFERENCES staff(id), packed_by_id INTEGER REFERENCES staff(id));
CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY, line_ref TEXT NOT NULL UNIQUE, order_id INTEGER REFERENCES orders(id), variant_id INTEGER REFERENCES variants(id),
  qty INTEGER, unit_eur REAL, disc_pct REAL, gift_wrap INTEGER CHECK (gift_wrap IN (0, 1)));
CREATE TABLE rentals (
  id INTEGER PRIMARY KEY, agreement TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), renter TEXT, from_date TEXT, due_back TEXT, came_back TEXT,
  monthly_eur REAL, deposit_eur REAL, insured INTEGER CHECK (insured IN (0, 1)), signed_by_id INTEGER REFERENCES staff(id));
CREATE TABLE workshops (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, leader_id INTEGER REFERENCES staff(id), helper_id INTEGER REFERENCES staff(id), held_on TEXT, signup_by TEXT,
  hrs REAL, fee_eur REAL, material_eur REAL, seats INTEGER, level TEXT CHECK (level IN ('novice','intermediate','pro')));
INSERT INTO makers VALUES
 (1,'Holm & Vester','Denmark','Aarhus',1961,60,35,28,'Kirsten Dahl','+45 8655 0141'),
 (2,'Okafor Strings','Nigeria','Ibadan',1993,24,70,22,'Chidi Okafor','+234 2 555 0118'),
 (3,'Brennerhorn','Austria','Innsbruck',1889,36,50,30,'Leopold Zangerl','+43 512 55 0177'),
 (4,'Calloway Guitars','USA','Asheville',1974,120,90,35,'Dolly Reeves','+1 828 555 0164'),
 (5,'Shirakawa Gakki','Japan','Hamamatsu',1927,60,45,25,'Aiko Shirai','+81 53 555 0129'),
 (6,'Atelier Poncelet','France','Mirecourt',1998,24,120,18,'Remi Poncelet','+33 3 55 50 01 33');
INSERT INTO staff VALUES
 (1,'Gudrun Pfaff','shop manager','cello','2004-03-01','10','0171 555 0101',40,1,NULL),
 (2,'Lamar Whitfield','guitar tech','guitar','2012-09-17','14','0171 555 0114',38,0,1),
 (3,'Ines Quintero','sales','clarinet','2018-05-02','11','0171 555 0122',30,1,1),
 (4,'Pavel Hruska','luthier','violin','2009-01-12','15','0171 555 0136',35,0,NULL),
 (5,'Tamsin Rook','sales','drums','2023-08-01','12','0171 555 0145',20,0,3),
 (6,'Bo Lindqvist','shipping','trombone','2020-11-23','19','0171 555 0158',32,1,1);
INSERT INTO instruments VALUES
 (1,'Skagen Dreadnought',1,5,'guitar','spruce','mahogany',104,2011,1),
 (2,'Lark Parlour',4,4,'guitar','cedar','walnut',95,1996,0),
 (3,'Adire',2,2,'bowed','spruce','maple',59,2005,0),
 (4,'Coronet 300',3,5,'brass',NULL,'gold brass',48,2014,1),
 (5,'Tirol Rotary',3,3,'brass',NULL,'nickel silver',52,1978,0),
 (6,'Kumo Clarinet',5,5,'woodwind',NULL,'ABS resin',67,2017,1),
 (7,'Vosges Cello',6,6,'bowed','spruce','maple',122,2002,0),
 (8,'Hibiki 88',5,5,'keys',NULL,'plastic',133,2020,1);
INSERT INTO variants VALUES
 (1,'SKG-NAT',1,'natural',0,2.1,4.8,649,589,7),
 (2,'SKG-BLK-L',1,'black',1,2.2,4.9,699,645,1),
 (3,'LRK-SUN',2,'sunburst',0,1.7,4.1,2890,2690,2),
 (4,'ADR-44',3,'oil varnish',0,0.45,2.3,1480,1480,3),
 (5,'COR-LAQ',4,'lacquered',0,1.05,3,529,479,9),
 (6,'TIR-SIL',5,'silver plated',0,1.2,3.4,3350,3150,0),
 (7,'KUM-STD',6,'black',0,0.75,1.9,398,349,12),
 (8,'VOS-ANT',7,'antique',0,2.9,11.5,5200,4950,1),
 (9,'HIB-WHT',8,'white',0,11.8,16.2,899,799,4),
 (10,'HIB-BLK',8,'black',0,11.8,16.2,879,779,0);
INSERT INTO orders VALUES
 (1,'MO-2201','Fenja Albers','2024-09-02','2024-09-06','2024-09-05','shipped','card',3,6),
 (2,'MO-2202','St Ursula Music School','2024-09-04','2024-09-20','2024-09-23','shipped','invoice',1,6),
 (3,'MO-2203','Jonas Tietz','2024-09-11','2024-09-16',NULL,'packed','paypal',5,6),
 (4,'MO-2204','Marching Band Oldesloe','2024-09-12','2024-11-04',NULL,'new','invoice',3,NULL),
 (5,'MO-2205','Prisca Lange','2024-09-14','2024-09-18',NULL,'cancelled','card',5,NULL),
 (6,'MO-2206','Aron Bielski','2024-09-19','2024-09-24','2024-09-21','shipped','cash',2,3);
INSERT INTO order_lines VALUES
 (1,'L-9001',1,1,1,589,0,1),(2,'L-9002',2,7,6,349,10,0),(3,'L-9003',2,5,4,479,10,0),(4,'L-9004',3,9,1,799,0,0),
 (5,'L-9005',4,6,2,3150,5,0),(6,'L-9006',4,5,3,479,5,0),(7,'L-9007',5,3,1,2690,0,1),(8,'L-9008',6,4,1,1480,3,0);
INSERT INTO rentals VALUES
 (1,'RT-301',8,'Mathilda Ahrens','2024-02-01','2025-01-31',NULL,69,400,1,4),
 (2,'RT-302',4,'Oskar Wendt','2023-09-01','2024-08-31','2024-08-28',29,150,1,4),
 (3,'RT-303',7,'Levi Sommer','2024-08-15','2024-11-15',NULL,19,80,0,3),
 (4,'RT-304',5,'Hanna Groth','2024-03-01','2024-08-31',NULL,22,100,0,5),
 (5,'RT-305',9,'Kita Regenbogen','2024-05-10','2024-06-10','2024-06-17',45,200,1,1);
INSERT INTO workshops VALUES
 (1,'First Chords',2,5,'2024-10-12','2024-10-05',3,35,0,12,'novice'),
 (2,'Fret Dressing',2,4,'2024-10-26','2024-10-12',6,120,25,6,'pro'),
 (3,'Bow Rehair Day',4,NULL,'2024-11-09','2024-10-19',7,140,48,5,'intermediate'),
 (4,'Reed Carving',3,1,'2024-11-16','2024-11-09',4,60,18,8,'intermediate'),
 (5,'Valve Care',6,3,'2024-11-23','2024-11-20',2,20,6,10,'novice');
