CREATE TABLE publishers (
  id INTEGER PRIMARY KEY, imprint TEXT NOT NULL UNIQUE, hq_city TEXT, founded INTEGER, discount_pct REAL,
  sales_rep TEXT, returns_allowed INTEGER CHECK (returns_allowed IN (0, 1)));
CREATE TABLE titles (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, author TEXT, publisher_id INTEGER REFERENCES publishers(id),
  isbn TEXT, genre TEXT, pages INTEGER, rrp_eur REAL, published_on TEXT, binding TEXT, lang TEXT);
CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, city TEXT, manager_id INTEGER REFERENCES employees(id),
  floor_space_m2 REAL, opened_on TEXT, has_cafe INTEGER CHECK (has_cafe IN (0, 1)), tel TEXT);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, branch_id INTEGER REFERENCES branches(id), role TEXT,
  joined TEXT, hours_per_week REAL, salary_eur REAL, email TEXT);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, branch_id INTEGER REFERENCES branches(id),
  taken_by_id INTEGER REFERENCES employees(id), customer TEXT, placed_on TEXT, state TEXT, paid_with TEXT,
  total_eur REAL, gift_wrap INTEGER CHECK (gift_wrap IN (0, 1)));
CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY, line_ref TEXT NOT NULL UNIQUE, order_id INTEGER REFERENCES orders(id),
  title_id INTEGER REFERENCES titles(id), qty INTEGER, unit_price_eur REAL);
CREATE TABLE consignments (
  id INTEGER PRIMARY KEY, consignment_code TEXT NOT NULL UNIQUE, publisher_id INTEGER REFERENCES publishers(id),
  branch_id INTEGER REFERENCES branches(id), carrier TEXT, parcels INTEGER, gross_kg REAL, eta TEXT, progress TEXT);
CREATE TABLE claims (
  id INTEGER PRIMARY KEY, claim_no TEXT NOT NULL UNIQUE, order_id INTEGER REFERENCES orders(id),
  handler_id INTEGER REFERENCES employees(id), grievance TEXT, lodged_on TEXT, outcome TEXT, refund_eur REAL);
INSERT INTO publishers VALUES
 (1,'Corvane Press','Leipzig',1927,42,'Imke Roland',1),
 (2,'Bluefin Editions','Dublin',1998,38.5,'Cormac Daly',1),
 (3,'Verlag Ostermoor','Kiel',1951,40,'Hauke Brinks',0),
 (4,'Papavero','Turin',2011,35,'Giada Serra',1),
 (5,'Harrow & Finch','London',1888,45,'Maud Penhale',0);
INSERT INTO titles VALUES
 (1,'The Salt Ferry','Una Kerrigan',2,'978-1-4410-2210-7','novel',352,22,'2022-03-15','hardback','English'),
 (2,'Winter im Moor','Thede Carstens',3,'978-3-8811-0045-2','crime',288,14,'2019-10-01','paperback','German'),
 (3,'Ten Kitchens of Liguria','Ornella Bassi',4,'978-8-8701-3320-4','cookery',224,34.9,'2021-05-20','hardback','English'),
 (4,'A Ledger of Ghosts','Philip Astbury',5,'978-0-7712-9904-1','crime',416,11.5,'2016-09-08','paperback','English'),
 (5,'Mooskind','Ragna Holt',3,'978-3-8811-0101-5','children',48,16,'2023-02-14','hardback','German'),
 (6,'Small Machines','Ines Albrecht',1,'978-3-5567-2088-9','science',310,28,'2020-11-03','hardback','German'),
 (7,'Quiet Harbours','Una Kerrigan',2,'978-1-4410-2388-3','novel',298,13.5,'2024-06-06','paperback','English'),
 (8,'Il Gatto Storto','Dario Venni',4,'978-8-8701-3398-3','children',32,12.9,'2018-04-12','paperback','Italian');
INSERT INTO branches VALUES
 (1,'Old Arcade','Mainz',NULL,310,'1994-05-02',1,'06131 40 220'),
 (2,'Brook Street','Cologne',NULL,185,'2008-09-19',0,'0221 77 104'),
 (3,'Station Kiosk','Mainz',NULL,42,'2015-03-30',0,'06131 40 388'),
 (4,'Domplatz','Erfurt',NULL,260,'2001-11-10',1,'0361 55 912'),
 (5,'Kanalhaus','Leer',NULL,120,'2019-06-15',1,'0491 30 671');
INSERT INTO employees VALUES
 (1,'Mirabel Otto',1,'store manager','2003-08-01',40,4250,'m.otto@lesewinkel.example'),
 (2,'Jonte Braake',5,'store manager','2019-04-15',38,3600,'j.braake@lesewinkel.example'),
 (3,'Sabine Eichholz',2,'store manager','2010-02-01',40,3980,'s.eichholz@lesewinkel.example'),
 (4,'Kofi Mensah',1,'bookseller','2016-10-10',32,2450,'k.mensah@lesewinkel.example'),
 (5,'Leonie Pracht',4,'store manager','2012-07-16',40,3890,'l.pracht@lesewinkel.example'),
 (6,'Tilo Wernicke',3,'cashier','2021-01-04',20,1320,'t.wernicke@lesewinkel.example'),
 (7,'Anouk Delors',2,'bookseller','2018-03-12',30,2280,'a.delors@lesewinkel.example'),
 (8,'Petr Havlik',4,'apprentice','2023-09-01',38.5,1150,'p.havlik@lesewinkel.example');
UPDATE branches SET manager_id=1 WHERE id IN (1,3);
UPDATE branches SET manager_id=3 WHERE id=2;
UPDATE branches SET manager_id=5 WHERE id=4;
UPDATE branches SET manager_id=2 WHERE id=5;
INSERT INTO orders VALUES
 (1,'B-70011',1,4,'Frieda Nolde','2024-11-02','collected','cash',44,0),
 (2,'B-70012',2,7,'Gymnasium Rodenkirchen','2024-11-04','ready','invoice',420,0),
 (3,'B-70013',4,8,'Arno Thamm','2024-11-05','cancelled','card',28,1),
 (4,'B-70014',1,4,'Selma Aydin','2024-11-08','on order','card',62.8,1),
 (5,'B-70015',5,2,'Okke Janssen','2024-11-09','collected','cash',30,0),
 (6,'B-70016',3,6,'Volker Rapp','2024-11-11','on order','voucher',11.5,0),
 (7,'B-70017',2,3,'Maren Lücht','2024-11-12','ready','card',40.5,1);
INSERT INTO order_lines VALUES
 (1,'B-70011/1',1,1,2,22),
 (2,'B-70012/1',2,2,30,14),
 (3,'B-70013/1',3,6,1,28),
 (4,'B-70014/1',4,3,1,34.9),
 (5,'B-70014/2',4,8,1,12.9),
 (6,'B-70014/3',4,5,1,15),
 (7,'B-70015/1',5,5,1,16),
 (8,'B-70015/2',5,2,1,14),
 (9,'B-70016/1',6,4,1,11.5),
 (10,'B-70017/1',7,7,3,13.5);
INSERT INTO consignments VALUES
 (1,'CN-3301',2,1,'Rapido Kurier',6,74.2,'2024-11-14','in transit'),
 (2,'CN-3302',3,2,'Nordpost',3,31.8,'2024-11-13','delivered'),
 (3,'CN-3303',4,1,'Rapido Kurier',2,18.6,'2024-11-20','at customs'),
 (4,'CN-3304',1,4,'Nordpost',9,122.5,'2024-11-15','in transit'),
 (5,'CN-3305',5,3,'Channel Freight',1,7.9,'2024-11-22','at customs'),
 (6,'CN-3306',3,5,'Nordpost',4,40.3,'2024-11-11','delivered');
INSERT INTO claims VALUES
 (1,'CL-881',1,1,'pages missing','2024-11-06','accepted',22),
 (2,'CL-882',2,3,'wrong edition','2024-11-15','open',NULL),
 (3,'CL-883',3,5,'late','2024-11-07','rejected',0),
 (4,'CL-884',5,2,'torn jacket','2024-11-12','accepted',8),
 (5,'CL-885',7,7,'wrong edition','2024-11-16','open',NULL),
 (6,'CL-886',4,4,'late','2024-11-18','rejected',0);
