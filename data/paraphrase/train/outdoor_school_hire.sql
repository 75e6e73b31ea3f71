CREATE TABLE depots (
  id INTEGER PRIMARY KEY, depot TEXT NOT NULL UNIQUE, town TEXT, keeper TEXT, phone TEXT, mobile TEXT, floor_m2 INTEGER, opened TEXT,
  drying_room INTEGER CHECK (drying_room IN (0, 1)), backup_id INTEGER REFERENCES depots(id));
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, town TEXT, country TEXT, contact TEXT, lead_days INTEGER, min_order_gbp REAL, disc_pct REAL,
  mends INTEGER CHECK (mends IN (0, 1)));
CREATE TABLE gear (
  id INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE, category TEXT, fabric TEXT, wt_kg REAL, max_load_kg INTEGER, bought_gbp REAL, day_gbp REAL, checked_on TEXT,
  waterproof INTEGER CHECK (waterproof IN (0, 1)), supplier_id INTEGER REFERENCES suppliers(id), depot_id INTEGER REFERENCES depots(id), winter_depot_id INTEGER REFERENCES depots(id));
CREATE TABLE sets (
  id INTEGER PRIMARY KEY, set_name TEXT NOT NULL UNIQUE, activity TEXT, headcount INTEGER, yr_from INTEGER, yr_to INTEGER, week_gbp REAL, deposit_gbp REAL,
  instructor_needed INTEGER CHECK (instructor_needed IN (0, 1)), main_item_id INTEGER REFERENCES gear(id));
CREATE TABLE schools (
  id INTEGER PRIMARY KEY, school TEXT NOT NULL UNIQUE, town TEXT, kind TEXT, on_roll INTEGER, trip_lead TEXT, office_tel TEXT, trip_mobile TEXT,
  member INTEGER CHECK (member IN (0, 1)), near_depot_id INTEGER REFERENCES depots(id));
CREATE TABLE loans (
  id INTEGER PRIMARY KEY, slip TEXT NOT NULL UNIQUE, set_id INTEGER REFERENCES sets(id), school_id INTEGER REFERENCES schools(id),
  out_depot_id INTEGER REFERENCES depots(id), in_depot_id INTEGER REFERENCES depots(id), out_on TEXT, due_on TEXT, back_on TEXT, status TEXT, fee_gbp REAL);
CREATE TABLE damages (
  id INTEGER PRIMARY KEY, report_no TEXT NOT NULL UNIQUE, loan_id INTEGER REFERENCES loans(id), item_id INTEGER REFERENCES gear(id), mender_id INTEGER REFERENCES suppliers(id),
  noticed_on TEXT, mended_on TEXT, defect TEXT, repair_gbp REAL, verdict TEXT, billed INTEGER CHECK (billed IN (0, 1)));
INSERT INTO depots VALUES
 (1,'Harrow Mill','Kendal','Gwen Pascoe','01539 550 210','07700 900 141',640,'1999-04-12',1,2),
 (2,'Beckfoot','Keswick','Donal Rafferty','01768 550 377','07700 900 188',310,'2006-09-01',1,1),
 (3,'Pier Store','Oban','Eilidh Munro','01631 550 045','07700 900 232',480,'2011-03-18',0,5),
 (4,'Old Creamery','Matlock','Samir Haddad','01629 550 812','07700 900 305',205,'2018-05-07',0,1),
 (5,'Station Shed','Stirling','Fergus Bain','01786 550 619','07700 900 377',155,'2022-02-21',1,3);
INSERT INTO suppliers VALUES
 (1,'Tarnside Canvas','Penrith','United Kingdom','Maud Ellery',12,250,7.5,1),
 (2,'Vikstrom Paddle','Gothenburg','Sweden','Lars Vikstrom',28,900,12,0),
 (3,'Alpenseil','Innsbruck','Austria','Resi Thaler',16,400,5,1),
 (4,'Kestrel Packs','Sheffield','United Kingdom','Omar Sayle',9,150,10,1),
 (5,'Lumenwerk','Aachen','Germany','Birte Kolb',14,300,0,0);
INSERT INTO gear VALUES
 (1,'Heron Canoe','boat','polyethylene',34,320,780,26,'2024-03-04',1,2,3,5),
 (2,'Badger Tent','shelter','canvas',11.5,NULL,410,9.5,'2024-04-15',1,1,1,1),
 (3,'Skua Vest','safety','foam',0.9,90,58,2.5,'2024-03-05',1,2,3,3),
 (4,'Ibex Rope','climbing','polyamide',3.8,1900,135,4,'2024-05-20',0,3,2,1),
 (5,'Marten Rucksack','luggage','nylon',1.7,22,92,3,'2023-11-28',0,4,1,4),
 (6,'Stoat Helmet','safety','polycarbonate',0.4,NULL,47,1.5,'2024-05-21',0,3,2,2),
 (7,'Owl Torch','light','aluminium',0.12,NULL,33,1,'2024-01-10',1,5,4,4),
 (8,'Otter Waders','clothing','neoprene',2.2,NULL,84,3.5,'2023-10-02',1,4,4,1),
 (9,'Plover Tarp','shelter','nylon',1.3,NULL,66,2,'2024-04-16',1,1,5,5);
INSERT INTO sets VALUES
 (1,'River Day','paddling',16,7,11,340,200,1,1),
 (2,'Crag Starter','climbing',12,6,13,275,150,1,4),
 (3,'Night Walk','hiking',30,3,9,95,40,0,7),
 (4,'Summit Weekend','hiking',20,8,13,260,120,0,5),
 (5,'Pond Safari','nature',28,1,6,110,50,0,8),
 (6,'First Camp','camping',24,4,8,390,180,0,2);
INSERT INTO schools VALUES
 (1,'Ashgill Primary','Ambleside','primary',184,'Tilda Rowe','01539 550 701','07700 900 411',1,1),
 (2,'Moorcroft High','Bakewell','secondary',920,'Jonty Spence','01629 550 333','07700 900 452',0,4),
 (3,'St Oswald Academy','Carlisle','secondary',1145,'Pia Lindqvist','01228 550 118','07700 900 487',1,2),
 (4,'Larchfield School','Callander','special',76,'Hamish Orr','01877 550 264','07700 900 503',1,5),
 (5,'Tidewater College','Oban','sixth form',410,'Ruth Okoro','01631 550 590','07700 900 526',0,3),
 (6,'Penhale Primary','Buxton','primary',231,'Josie Kerr','01298 550 447','07700 900 549',0,4);
INSERT INTO loans VALUES
 (1,'LS-301',1,5,3,3,'2024-05-13','2024-05-20','2024-05-19','returned',340),
 (2,'LS-302',2,3,2,1,'2024-05-27','2024-06-03','2024-06-07','returned',275),
 (3,'LS-303',6,1,1,1,'2024-06-10','2024-06-17',NULL,'out',351),
 (4,'LS-304',5,6,4,4,'2024-06-03','2024-06-10',NULL,'overdue',110),
 (5,'LS-305',3,2,4,1,'2024-09-16','2024-09-23',NULL,'booked',95),
 (6,'LS-306',4,4,5,3,'2024-06-12','2024-06-19',NULL,'out',234),
 (7,'LS-307',1,2,3,5,'2024-04-22','2024-04-29','2024-04-29','returned',380),
 (8,'LS-308',6,3,2,2,'2024-07-01','2024-07-08',NULL,'cancelled',0);
INSERT INTO damages VALUES
 (1,'DR-51',7,1,2,'2024-04-29','2024-05-08','cracked hull',145,'repaired',1),
 (2,'DR-52',2,4,3,'2024-06-07',NULL,'frayed sheath',0,'scrapped',1),
 (3,'DR-53',1,3,NULL,'2024-05-19',NULL,'missing buckle',6,'waiting',0),
 (4,'DR-54',3,2,1,'2024-06-12','2024-06-24','torn flysheet',38,'repaired',0),
 (5,'DR-55',4,8,4,'2024-06-11',NULL,'leaky seam',22,'at the mender',0),
 (6,'DR-56',2,6,NULL,'2024-06-08',NULL,'split shell',47,'scrapped',1),
 (7,'DR-57',6,5,4,'2024-06-15','2024-06-20','broken zip',14.5,'repaired',1);
