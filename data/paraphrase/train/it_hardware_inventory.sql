CREATE TABLE vendors (
  id INTEGER PRIMARY KEY, vendor TEXT NOT NULL UNIQUE, hq_country TEXT, support_tel TEXT, sales_tel TEXT, rep TEXT, rma_days INTEGER,
  preferred INTEGER CHECK (preferred IN (0, 1)), customer_since TEXT);
CREATE TABLE offices (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, city TEXT, street TEXT, desks INTEGER, parking INTEGER, wifi_ssid TEXT,
  opened_on TEXT, lease_end TEXT, has_lift INTEGER CHECK (has_lift IN (0, 1)));
CREATE TABLE employees (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dept TEXT, job_title TEXT, ext TEXT, mobile TEXT, joined_on TEXT,
  remote INTEGER CHECK (remote IN (0, 1)), office_id INTEGER REFERENCES offices(id), manager_id INTEGER REFERENCES employees(id));
CREATE TABLE models (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, vendor_id INTEGER REFERENCES vendors(id), category TEXT CHECK (category IN ('laptop','monitor','router','tablet','desktop')), ram_gb INTEGER, ssd_gb INTEGER,
  screen_in REAL, wt_kg REAL, list_eur REAL, touch INTEGER CHECK (touch IN (0, 1)));
CREATE TABLE devices (
  id INTEGER PRIMARY KEY, asset_tag TEXT NOT NULL UNIQUE, sn TEXT, model_id INTEGER REFERENCES models(id), user_id INTEGER REFERENCES employees(id),
  office_id INTEGER REFERENCES offices(id), bought_on TEXT, warr_until TEXT, paid_eur REAL,
  state TEXT CHECK (state IN ('in use','spare','in repair','retired','lost')));
CREATE TABLE licences (
  id INTEGER PRIMARY KEY, product TEXT NOT NULL UNIQUE, vendor_id INTEGER REFERENCES vendors(id), owner_id INTEGER REFERENCES employees(id),
  seats INTEGER, seats_used INTEGER, eur_seat_yr REAL, renews_on TEXT, notice_by TEXT, auto_renew INTEGER CHECK (auto_renew IN (0, 1)));
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, ticket_no TEXT NOT NULL UNIQUE, device_id INTEGER REFERENCES devices(id), reporter_id INTEGER REFERENCES employees(id),
  agent_id INTEGER REFERENCES employees(id), opened_on TEXT, closed_on TEXT, prio TEXT CHECK (prio IN ('low','normal','high','urgent')), topic TEXT CHECK (topic IN ('battery','display','keyboard','network','login','noise')),
  status TEXT CHECK (status IN ('open','waiting for parts','solved','given up')));
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, rma_no TEXT NOT NULL UNIQUE, device_id INTEGER REFERENCES devices(id), vendor_id INTEGER REFERENCES vendors(id),
  sent_on TEXT, back_on TEXT, quote_eur REAL, billed_eur REAL, under_warr INTEGER CHECK (under_warr IN (0, 1)), outcome TEXT);
INSERT INTO vendors VALUES
 (1,'Norrvik Systems','Sweden','+46 8 550 1100','+46 8 550 1170','Linnea Holm',10,1,'2011-03-01'),
 (2,'Halcyon Data','United Kingdom','+44 113 496 0200','+44 113 496 0255','Gareth Poole',14,1,'2015-09-14'),
 (3,'Brightdesk','Netherlands','+31 10 555 7300','+31 10 555 7344','Femke de Graaf',7,0,'2019-01-20'),
 (4,'Quillsoft','Ireland','+353 1 555 4040','+353 1 555 4099','Aoife Brannigan',NULL,1,'2016-06-06'),
 (5,'Ferrant Networks','France','+33 1 55 50 61 00','+33 1 55 50 61 80','Luc Barbier',21,0,'2020-11-02'),
 (6,'Orbital Cloudworks','United States','+1 555 0142','+1 555 0188','Dana Whitlow',NULL,0,'2022-04-19');
INSERT INTO offices VALUES
 (1,'Harbour House','Rotterdam','Wilhelminakade 88',140,60,'HH-Staff','2012-05-07','2027-04-30',1),
 (2,'Millstone Yard','Leeds','Canal Street 4',85,22,'MY-Staff','2008-10-13','2026-12-31',0),
 (3,'Tower Nine','Frankfurt','Mainzer Landstrasse 201',110,15,'T9-Corp','2017-02-01','2029-06-30',1),
 (4,'Garden Annex','Leeds','Elm Walk 11',24,6,'GA-Staff','2021-09-06','2025-08-31',0),
 (5,'Kanal Loft','Aarhus','Aaboulevarden 37',38,0,'KL-Corp','2019-03-04','2026-02-28',1);
INSERT INTO employees VALUES
 (1,'Marjorie Vantongeren','IT','head of IT','1001','+31 6 5550 1001','2010-04-01',0,1,NULL),
 (2,'Pavel Sykora','IT','helpdesk agent','1014','+31 6 5550 1014','2018-09-03',0,1,1),
 (3,'Ines Calderon','IT','network engineer','1019','+49 170 555 1019','2020-02-17',1,3,1),
 (4,'Rowan Achterberg','Finance','controller','2203','+31 6 5550 2203','2014-11-24',0,1,NULL),
 (5,'Bettina Krause','Sales','account manager','3307','+49 170 555 3307','2021-05-10',1,3,6),
 (6,'Desmond Okafor','Sales','sales director','3301','+44 7700 900301','2013-08-19',0,2,NULL),
 (7,'Lotte Friis','Design','illustrator','4402','+45 20 55 44 02','2022-01-10',0,5,8),
 (8,'Signe Mortensen','Design','art director','4400','+45 20 55 44 00','2019-03-25',0,5,NULL),
 (9,'Tariq Bashir','IT','helpdesk agent','1021','+44 7700 900121','2023-06-05',0,2,2),
 (10,'Joanna Pettifer','Finance','payroll clerk','2210','+44 7700 900210','2016-10-31',1,4,4);
INSERT INTO models VALUES
 (1,'Norrbook 14',1,'laptop',16,512,14,1.28,1349,0),
 (2,'Norrbook 16 Pro',1,'laptop',32,1024,16,2.05,2290,0),
 (3,'Halcyon Flip',2,'laptop',16,256,13.3,1.19,1190,1),
 (4,'BrightView 27',3,'monitor',NULL,NULL,27,6.4,379,0),
 (5,'BrightView 34 Curve',3,'monitor',NULL,NULL,34,9.8,719,0),
 (6,'Ferrant R200',5,'router',4,32,NULL,1.6,540,0),
 (7,'Halcyon Slate 11',2,'tablet',8,128,11,0.49,610,1),
 (8,'Norrtower X',1,'desktop',64,2048,NULL,11.2,2850,0);
INSERT INTO devices VALUES
 (1,'LT-1042','NB14-77A20',1,5,3,'2023-05-02','2026-05-01',1249,'in use'),
 (2,'LT-1057','NB16-03C11',2,7,5,'2024-01-15','2027-01-14',2150,'in repair'),
 (3,'LT-1061','HF-550812',3,10,4,'2024-03-20','2026-03-19',1120,'in use'),
 (4,'LT-0988','NB14-41B07',1,9,2,'2019-08-12','2022-08-11',1310,'retired'),
 (5,'MN-2210','BV27-90017',4,4,1,'2021-06-30','2024-06-29',355,'in use'),
 (6,'MN-2231','BV34-20458',5,7,5,'2023-11-08','2026-11-07',680,'in use'),
 (7,'RT-3003','FR2-118-64',6,3,3,'2022-02-25','2025-02-24',515,'in use'),
 (8,'TB-4101','HS11-6620',7,6,2,'2024-09-09','2026-09-08',590,'lost'),
 (9,'WS-5007','NTX-000318',8,8,5,'2022-12-01','2025-11-30',2700,'in use'),
 (10,'LT-1070','HF-550990',3,NULL,1,'2024-10-14','2026-10-13',1090,'spare');
INSERT INTO licences VALUES
 (1,'Quill Writer Suite',4,1,200,187,84,'2026-01-31','2025-10-31',1),
 (2,'Quill Ledger',4,4,12,12,310,'2025-09-30','2025-06-30',0),
 (3,'Orbital Backup',6,3,150,96,36,'2025-12-15','2025-11-15',1),
 (4,'Orbital Meet',6,6,120,118,48,'2025-08-01','2025-07-01',1),
 (5,'Inkform Studio',2,8,10,7,540,'2026-03-10','2026-01-10',0),
 (6,'Norr Guard',1,3,220,205,22,'2025-11-20','2025-08-20',1);
INSERT INTO tickets VALUES
 (1,'TK-9001',1,5,2,'2025-02-03','2025-02-04','normal','battery','solved'),
 (2,'TK-9002',2,7,2,'2025-02-06',NULL,'high','display','waiting for parts'),
 (3,'TK-9003',3,10,9,'2025-02-10','2025-02-19','low','keyboard','solved'),
 (4,'TK-9004',7,5,3,'2025-02-11','2025-02-11','urgent','network','solved'),
 (5,'TK-9005',8,6,9,'2025-02-17',NULL,'normal','login','open'),
 (6,'TK-9006',9,8,2,'2025-02-20',NULL,'high','noise','open'),
 (7,'TK-9007',5,4,9,'2025-02-21','2025-03-03','low','display','given up'),
 (8,'TK-9008',6,7,3,'2025-02-24','2025-02-25','normal','display','solved');
INSERT INTO repairs VALUES
 (1,'RMA-61',2,1,'2025-02-12',NULL,430,NULL,1,'pending'),
 (2,'RMA-62',3,2,'2024-08-05','2024-08-21',95,0,1,'repaired'),
 (3,'RMA-63',5,3,'2025-02-24','2025-03-01',210,35,0,'beyond repair'),
 (4,'RMA-64',4,1,'2022-10-03','2022-10-17',180,164.5,0,'repaired'),
 (5,'RMA-65',7,5,'2023-06-12','2023-07-10',260,0,1,'swapped'),
 (6,'RMA-66',9,1,'2024-05-27','2024-06-05',320,340,0,'repaired');
