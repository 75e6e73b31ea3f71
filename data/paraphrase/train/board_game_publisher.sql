CREATE TABLE designers (
  id INTEGER PRIMARY KEY, designer TEXT NOT NULL UNIQUE, home_city TEXT, born INTEGER, day_job TEXT, royalty_pct REAL, advance_eur REAL, under_contract INTEGER CHECK (under_contract IN (0, 1)), mail TEXT);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY, emp_name TEXT NOT NULL UNIQUE, function TEXT, desk_tel TEXT, cell TEXT, hired TEXT, hrs_wk REAL, home_office INTEGER CHECK (home_office IN (0, 1)),
  lead_id INTEGER REFERENCES employees(id));
CREATE TABLE games (
  id INTEGER PRIMARY KEY, game TEXT NOT NULL UNIQUE, designer_id INTEGER REFERENCES designers(id), co_designer_id INTEGER REFERENCES designers(id), editor_id INTEGER REFERENCES employees(id),
  expands_id INTEGER REFERENCES games(id), genre TEXT CHECK (genre IN ('family','strategy','party','children','co-op')), min_pl INTEGER, max_pl INTEGER, age_from INTEGER, play_min INTEGER,
  box_w_cm REAL, box_h_cm REAL, wt_kg REAL, rrp_eur REAL, published TEXT, oop_since TEXT, lifecycle TEXT CHECK (lifecycle IN ('in development','available','out of print')));
CREATE TABLE factories (
  id INTEGER PRIMARY KEY, plant TEXT NOT NULL UNIQUE, country TEXT, contact TEXT, min_order INTEGER, lead_wks INTEGER, fsc INTEGER CHECK (fsc IN (0, 1)), coop_since INTEGER);
CREATE TABLE print_runs (
  id INTEGER PRIMARY KEY, run_no TEXT NOT NULL UNIQUE, game_id INTEGER REFERENCES games(id), factory_id INTEGER REFERENCES factories(id), ordered_on TEXT, ship_date TEXT, in_whse TEXT,
  qty_ordered INTEGER, qty_delivered INTEGER, unit_cost_eur REAL, lang TEXT, stage TEXT CHECK (stage IN ('proofing','printing','at sea','received')));
CREATE TABLE distributors (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, territory TEXT, discount_pct REAL, pay_days INTEGER, acct_mgr_id INTEGER REFERENCES employees(id), exclusive INTEGER CHECK (exclusive IN (0, 1)),
  hotline TEXT, signed TEXT, expires TEXT);
CREATE TABLE shipments (
  id INTEGER PRIMARY KEY, consignment TEXT NOT NULL UNIQUE, run_id INTEGER REFERENCES print_runs(id), distributor_id INTEGER REFERENCES distributors(id), dispatched TEXT, received TEXT,
  pallets INTEGER, copies INTEGER, gross_kg REAL, freight_eur REAL, damaged INTEGER, billed INTEGER CHECK (billed IN (0, 1)));
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, review_ref TEXT NOT NULL UNIQUE, game_id INTEGER REFERENCES games(id), outlet TEXT, critic TEXT, stars REAL, appeared TEXT, medium TEXT CHECK (medium IN ('print','blog','video','podcast')),
  free_copy INTEGER CHECK (free_copy IN (0, 1)), views INTEGER);
INSERT INTO designers VALUES
 (1,'Agnes Rotfeld','Lodz',1981,'maths teacher',6.5,2500,1,'agnes@rotfeld.example'),
 (2,'Milo Bartosek','Brno',1974,'architect',8,4000,1,'mb@bartosek.example'),
 (3,'Sunniva Dahl','Tromso',1990,'nurse',5,1200,0,'sunniva@dahl.example'),
 (4,'Gaspard Lemoine','Nantes',1966,'full-time author',9,6000,1,'gaspard@lemoine.example'),
 (5,'Keiko Arisawa','Sapporo',1987,'illustrator',7,3000,0,'keiko@arisawa.example');
INSERT INTO employees VALUES
 (1,'Doreen Pfister','managing director','-10','0170 555 010','2003-02-01',40,0,NULL),
 (2,'Ruben Castellan','senior editor','-21','0170 555 021','2010-08-16',38,1,1),
 (3,'Imke Voss','editor','-22','0170 555 022','2019-05-02',30,1,2),
 (4,'Jarek Nowicki','production manager','-31','0170 555 031','2012-11-19',40,0,1),
 (5,'Tilda Marsh','sales manager','-41','0170 555 041','2015-01-12',35,1,1),
 (6,'Osman Yildiz','export clerk','-42','0170 555 042','2022-03-01',24,1,5);
INSERT INTO games VALUES
 (1,'Salt Barons',2,NULL,2,NULL,'strategy',2,4,12,90,29.5,7,1.9,44.99,'2018-10-11',NULL,'available'),
 (2,'Salt Barons: Harbour',2,1,2,1,'strategy',2,5,12,110,29.5,4.5,0.8,24.99,'2020-10-15',NULL,'available'),
 (3,'Noodle Panic',5,NULL,3,NULL,'party',3,8,8,20,19,5,0.5,17.99,'2021-03-04',NULL,'available'),
 (4,'Lantern Owls',1,3,3,NULL,'children',2,4,5,15,23,6,0.7,22.5,'2016-09-22','2023-06-30','out of print'),
 (5,'Polar Post',3,NULL,2,NULL,'co-op',1,4,10,60,27,7,1.4,36,'2022-10-06',NULL,'available'),
 (6,'Vineyard Gossip',4,NULL,3,NULL,'family',2,5,8,45,29.5,7,1.2,32.99,'2014-05-08','2021-12-31','out of print'),
 (7,'Clockwork Bees',1,NULL,2,NULL,'family',2,4,8,40,NULL,NULL,NULL,34.99,NULL,NULL,'in development');
INSERT INTO factories VALUES
 (1,'Kartonia','Poland','Zofia Banach',1500,7,1,2009),
 (2,'Jade Harbour Print','China','Liu Qiang',3000,16,0,2015),
 (3,'Spielfein','Germany','Uwe Hagedorn',1000,5,1,2001),
 (4,'Baltprint','Lithuania','Rasa Petraite',2000,8,1,2020);
INSERT INTO print_runs VALUES
 (1,'PR-201',1,1,'2023-04-12','2023-06-02','2023-06-09',5000,5040,8.1,'German','received'),
 (2,'PR-207',3,2,'2023-08-01','2023-11-20','2024-01-08',12000,11880,2.95,'English','received'),
 (3,'PR-212',5,4,'2024-02-26','2024-04-25','2024-04-30',4000,4000,6.4,'German','received'),
 (4,'PR-215',3,2,'2024-06-03','2024-09-25',NULL,9000,NULL,3.1,'French','at sea'),
 (5,'PR-216',2,1,'2024-08-19',NULL,NULL,2500,NULL,4.7,'German','printing'),
 (6,'PR-218',1,3,'2024-09-16',NULL,NULL,3000,NULL,9.6,'English','proofing');
INSERT INTO distributors VALUES
 (1,'Brettwelt','Germany',45,30,5,0,'0800 555 300','2011-01-01','2026-12-31'),
 (2,'Meeple North','Scandinavia',50,45,6,1,'+47 555 01 330','2019-07-01','2025-06-30'),
 (3,'Jeux du Pont','France',52,60,6,1,'+33 555 01 340','2017-03-15','2027-03-14'),
 (4,'Crown & Counter','United Kingdom',55,60,5,0,'+44 555 01 350','2022-09-01','2025-08-31'),
 (5,'Alpenspiel','Austria',40,14,5,0,'+43 555 01 360','2013-05-20','2028-05-19');
INSERT INTO shipments VALUES
 (1,'CN-8801',1,1,'2023-06-14','2023-06-16',6,1800,3610,410,0,1),
 (2,'CN-8806',2,4,'2024-01-15','2024-01-24',8,4800,2590,1950,36,1),
 (3,'CN-8809',3,2,'2024-05-06','2024-05-14',3,720,1075,880,4,1),
 (4,'CN-8812',1,5,'2024-05-21','2024-05-23',2,600,1205,260,0,1),
 (5,'CN-8817',2,2,'2024-08-30','2024-09-10',4,2400,1310,1040,12,0),
 (6,'CN-8820',3,1,'2024-10-08',NULL,5,1200,1790,395,NULL,0);
INSERT INTO reviews VALUES
 (1,'RV-31',1,'Spielkiste','Norbert Amsel',4.5,'2018-12-03','print',1,NULL),
 (2,'RV-34',3,'Dice & Dine','Priya Venn',4,'2021-04-19','video',1,58200),
 (3,'RV-35',3,'Table Grumbler','Olof Stark',2,'2021-05-02','blog',0,7400),
 (4,'RV-40',5,'Hexagon Hour','Mags Delaney',5,'2022-11-11','podcast',1,12650),
 (5,'RV-42',5,'Table Grumbler','Olof Stark',3.5,'2023-01-08','blog',1,9900),
 (6,'RV-44',4,'Spielkiste','Hilde Roth',3,'2016-12-01','print',0,NULL);
