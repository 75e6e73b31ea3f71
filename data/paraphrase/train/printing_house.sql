CREATE TABLE mills (
  id INTEGER PRIMARY KEY, mill TEXT NOT NULL UNIQUE, seat TEXT, country TEXT, rep TEXT, rep_tel TEXT, order_mail TEXT, min_order_kg INTEGER, lead_days INTEGER, fsc INTEGER CHECK (fsc IN (0, 1)));
CREATE TABLE papers (
  id INTEGER PRIMARY KEY, stock TEXT NOT NULL UNIQUE, mill_id INTEGER REFERENCES mills(id), finish TEXT CHECK (finish IN ('gloss','matt','silk','uncoated')), gsm INTEGER, caliper_um INTEGER,
  sheet_w_mm INTEGER, sheet_l_mm INTEGER, price_per_1000 REAL, on_hand INTEGER, reorder_at INTEGER, recycled INTEGER CHECK (recycled IN (0, 1)));
CREATE TABLE operators (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, trade TEXT, shift TEXT CHECK (shift IN ('early','late','night')), hired_on TEXT, qualified_on TEXT, ext TEXT, mobile TEXT, wage_h REAL,
  first_aider INTEGER CHECK (first_aider IN (0, 1)), trained_by_id INTEGER REFERENCES operators(id));
CREATE TABLE presses (
  id INTEGER PRIMARY KEY, press TEXT NOT NULL UNIQUE, process TEXT, builder TEXT, yr_built INTEGER, bought_on TEXT, max_width_mm INTEGER, max_gsm INTEGER, sheets_h INTEGER, units INTEGER,
  rate_h REAL, last_svc TEXT, next_svc TEXT, lead_op_id INTEGER REFERENCES operators(id), deputy_op_id INTEGER REFERENCES operators(id), condition TEXT);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, town TEXT, buyer TEXT, phone TEXT, mobile TEXT, kind TEXT, discount_pct REAL, net_days INTEGER, client_since TEXT, po_required INTEGER CHECK (po_required IN (0, 1)));
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, docket INTEGER, customer_id INTEGER REFERENCES customers(id), press_id INTEGER REFERENCES presses(id), inner_paper_id INTEGER REFERENCES papers(id),
  cover_paper_id INTEGER REFERENCES papers(id), run INTEGER, pages INTEGER, bind TEXT, ordered_on TEXT, due_on TEXT, quote_eur REAL, billed_eur REAL, proof_ok INTEGER CHECK (proof_ok IN (0, 1)), state TEXT);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, note_no TEXT NOT NULL UNIQUE, job_id INTEGER REFERENCES jobs(id), packed_by_id INTEGER REFERENCES operators(id), carrier TEXT, cartons INTEGER, pallets INTEGER, gross_kg REAL,
  left_on TEXT, arrived_on TEXT, freight_eur REAL, signed_by TEXT, status TEXT);
CREATE TABLE reclaims (
  id INTEGER PRIMARY KEY, claim_no TEXT NOT NULL UNIQUE, job_id INTEGER REFERENCES jobs(id), handler_id INTEGER REFERENCES operators(id), fault TEXT, raised_on TEXT, closed_on TEXT, copies_hit INTEGER,
  credit_eur REAL, result TEXT, reprinted INTEGER CHECK (reprinted IN (0, 1)));
INSERT INTO mills VALUES
 (1,'Kaltenbach Papier','Gernsbach','Germany','Ulla Stein','07224 555 10','order@kaltenbach.example',500,4,1),
 (2,'Norrsund','Ornskoldsvik','Sweden','Per Dahlin','0660 555 22','sales@norrsund.example',1200,12,1),
 (3,'Cartiera Lago','Toscolano','Italy','Bruna Festa','0365 555 31','ordini@lago.example',250,9,0),
 (4,'Tamar Hand Mill','Gunnislake','United Kingdom','Jory Penrose','01822 555 47','jory@tamar.example',20,30,0),
 (5,'Grauwerk','Graz','Austria','Lisbeth Mayr','0316 555 58','bestell@grauwerk.example',400,6,1);
INSERT INTO papers VALUES
 (1,'Silva Silk 135',1,'silk',135,110,700,1000,64,22000,8000,0),
 (2,'Silva Gloss 300',1,'gloss',300,245,700,1000,148,6400,3000,0),
 (3,'Nordic Offset 90',2,'uncoated',90,112,640,900,31.5,58000,20000,0),
 (4,'Lago Felt',3,'uncoated',240,340,700,1000,212,1900,2000,0),
 (5,'Grau Eco',5,'uncoated',100,130,640,900,38,31000,10000,1),
 (6,'Tamar Rag',4,'uncoated',180,290,520,720,890,350,200,0),
 (7,'Grau Board',5,'matt',350,460,700,1000,133,4100,4500,1);
INSERT INTO operators VALUES
 (1,'Gerd Immelmann','offset printer','early','1992-09-01','1995-07-14','21','0170 555 901',27.4,1,NULL),
 (2,'Tülay Demir','offset printer','late','2009-04-01','2012-06-30','22','0170 555 902',24.1,0,1),
 (3,'Oskar Fink','bookbinder','early','2001-02-15','1998-08-20','31','0170 555 903',25.8,1,NULL),
 (4,'Janne Holm','digital printer','late','2016-08-01','2019-07-05','24','0170 555 904',21.5,0,2),
 (5,'Samira Costa','prepress','early','2013-11-04','2011-02-28','12','0170 555 905',26,1,NULL),
 (6,'Benno Klotz','apprentice','night','2023-09-01',NULL,'23','0170 555 906',9.8,0,1);
INSERT INTO presses VALUES
 (1,'Big Bertold','offset','Heidelberg',2008,'2011-03-10',1020,400,15000,5,185,'2025-02-11','2025-08-11',1,2,'running'),
 (2,'Little Rolf','offset','Roland',1999,'2004-10-05',520,300,9000,2,95,'2024-11-20','2025-05-20',2,6,'running'),
 (3,'Inka','digital','Konica',2021,'2021-06-14',330,350,4800,4,78,'2025-03-03','2025-06-03',4,5,'running'),
 (4,'Old Windmill','letterpress','Heidelberg',1961,'1975-01-20',340,600,3200,1,60,'2024-04-18','2025-04-18',1,3,'under repair'),
 (5,'Wide Willi','large format','Epson',2019,'2020-02-02',1620,260,40,8,55,'2025-01-09','2025-07-09',4,2,'idle');
INSERT INTO customers VALUES
 (1,'Brunner Furniture','Lahr','Heike Brunner','07821 555 70','0171 555 701','company',8,30,'2003-05-06',1),
 (2,'St Anna Parish','Offenburg','Pater Klemens','0781 555 71',NULL,'church',15,60,'1994-01-10',0),
 (3,'Weingut Ehret','Kappelrodeck','Matthias Ehret','07842 555 72','0171 555 703','company',5,30,'2012-08-20',0),
 (4,'Gallery Weiss','Strasbourg','Odile Weiss','0388 555 73','06 5555 7304','company',0,14,'2019-03-15',0),
 (5,'Botanical Society','Freiburg','Dr Runa Elling','0761 555 74','0171 555 705','club',10,30,'2008-09-29',1),
 (6,'Ada Lorenz','Gengenbach','Ada Lorenz','07803 555 75','0171 555 706','private',0,7,'2024-12-02',0);
INSERT INTO jobs VALUES
 (1,'Brunner catalogue',4501,1,1,1,2,12000,96,'glued','2025-02-03','2025-03-14',18400,18950,1,'delivered'),
 (2,'Parish letter Easter',4502,2,2,3,3,2300,24,'stapled','2025-03-17','2025-04-11',1480,1480,1,'delivered'),
 (3,'Riesling labels',4503,3,3,2,NULL,8000,1,'none','2025-04-02','2025-04-30',960,NULL,0,'waiting for proof'),
 (4,'Vernissage invitations',4504,4,4,4,NULL,400,2,'none','2025-04-08','2025-05-02',720,NULL,1,'on press'),
 (5,'Alpine flora calendar',4505,5,1,1,7,5000,14,'spiral','2025-04-15','2025-09-01',6900,NULL,0,'in prepress'),
 (6,'Lorenz poems',4506,6,4,6,4,120,64,'thread-sewn','2025-01-20','2025-03-28',2950,3120,1,'delivered'),
 (7,'Orchid posters',4507,5,5,2,NULL,60,1,'none','2025-03-01','2025-03-10',540,540,1,'delivered'),
 (8,'Brunner price list',4508,1,2,5,NULL,6000,32,'stapled','2025-04-22','2025-05-12',2210,NULL,1,'at the bindery');
INSERT INTO deliveries VALUES
 (1,'LS-901',1,3,'Trans-Ortenau',310,9,4980,'2025-03-13','2025-03-14',640,'H. Brunner','received'),
 (2,'LS-902',2,6,'own van',24,1,290,'2025-04-10','2025-04-10',0,'Sister Agnes','received'),
 (3,'LS-903',6,3,'parcel post',3,0,41,'2025-03-26','2025-03-28',38,'A. Lorenz','received'),
 (4,'LS-904',7,4,'Trans-Ortenau',5,0,66,'2025-03-10','2025-03-11',72,'porter','received'),
 (5,'LS-905',8,6,'own van',60,2,820,NULL,NULL,0,NULL,'being packed'),
 (6,'LS-906',4,3,'Rheinkurier',4,0,18.5,'2025-04-29',NULL,26,NULL,'on its way');
INSERT INTO reclaims VALUES
 (1,'RK-11',1,5,'pages 33-48 twice','2025-03-20','2025-04-04',140,320,'accepted',1),
 (2,'RK-12',2,3,'crooked staples','2025-04-14','2025-04-16',60,45,'accepted',0),
 (3,'RK-13',6,1,'ink rubs off','2025-04-03',NULL,120,NULL,'under review',0),
 (4,'RK-14',7,4,'colour cast','2025-03-15','2025-03-18',60,0,'rejected',0),
 (5,'RK-15',1,3,'crooked trim','2025-04-01','2025-04-22',35,80,'accepted',1);
