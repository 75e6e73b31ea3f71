CREATE TABLE makers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, country TEXT, hq_town TEXT, since_year INTEGER, guarantee_mths INTEGER, spares_yrs INTEGER, sales_rep TEXT, rep_tel TEXT);
CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, town TEXT, street TEXT, opened TEXT, shop_tel TEXT, workshop_tel TEXT, floor_m2 INTEGER,
  classes INTEGER CHECK (classes IN (0, 1)), parking INTEGER CHECK (parking IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, post TEXT, joined TEXT, leaves_on TEXT, ext TEXT, hrs_pw REAL,
  teaches INTEGER CHECK (teaches IN (0, 1)), branch_id INTEGER REFERENCES branches(id), boss_id INTEGER REFERENCES staff(id));
CREATE TABLE machines (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, class TEXT CHECK (class IN ('household','overlocker','embroidery','industrial')), motor_w INTEGER, wt_kg REAL, stitches INTEGER,
  max_spm INTEGER, arm_mm INTEGER, list_eur REAL, trade_in_eur REAL, threader INTEGER CHECK (threader IN (0, 1)), maker_id INTEGER REFERENCES makers(id));
CREATE TABLE accessories (
  id INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE, sort TEXT, pack_qty INTEGER, on_hand INTEGER, price_eur REAL, material TEXT,
  machine_id INTEGER REFERENCES machines(id), maker_id INTEGER REFERENCES makers(id));
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, trade TEXT, town TEXT, landline TEXT, mobile TEXT, first_buy TEXT, club INTEGER CHECK (club IN (0, 1)));
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, fault TEXT, brought_in TEXT, promised_for TEXT, status TEXT CHECK (status IN ('queued','in work','parts ordered','ready','collected')),
  quote_eur REAL, bill_eur REAL, machine_id INTEGER REFERENCES machines(id), customer_id INTEGER REFERENCES customers(id),
  technician_id INTEGER REFERENCES staff(id), taken_in_by_id INTEGER REFERENCES staff(id));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, placed TEXT, due TEXT, qty INTEGER, total_eur REAL, payment TEXT, stage TEXT,
  machine_id INTEGER REFERENCES machines(id), customer_id INTEGER REFERENCES customers(id), branch_id INTEGER REFERENCES branches(id));
INSERT INTO makers VALUES
 (1,'Hallstrom','Sweden','Jonkoping',1872,60,25,'Greta Lofgren','+46 36 555 0120'),
 (2,'Kitano','Japan','Nagoya',1921,24,15,'Sam Okafor','020 7946 0311'),
 (3,'Morbelli','Italy','Pavia',1934,36,10,'Paola Ricci','+39 0382 555 018'),
 (4,'Ebner & Sohn','Germany','Kaiserslautern',1862,120,30,'Rainer Ebner','+49 631 555 0144'),
 (5,'Trenholm','England','Oldham',1989,12,5,'Judy Clegg','0161 496 0772');
INSERT INTO branches VALUES
 (1,'Bobbin House','Harrogate','Parliament Street','1968-03-04','01632 970 100','01632 970 150',310,1,0),
 (2,'Needle Lane','York','Needle Lane','1985-09-16','01632 970 200','01632 970 250',140,0,0),
 (3,'The Old Mill','Skipton','Canal Wharf','2002-05-11','01632 970 300',NULL,520,1,1),
 (4,'Station Arcade','Leeds','Wellington Road','2014-11-01','01632 970 400','01632 970 450',95,0,0),
 (5,'Thimble Park','Ripon','Boroughbridge Road','2022-02-19','01632 970 500',NULL,680,1,1);
INSERT INTO staff VALUES
 (1,'Winnie Haddock','owner','1991-01-07',NULL,'10',45,1,1,NULL),
 (2,'Ambrose Kettle','technician','1998-08-03','2026-07-31','15',38,0,1,1),
 (3,'Sunita Rao','branch manager','2011-04-18',NULL,'30',40,1,3,1),
 (4,'Piotr Zawada','technician','2016-10-10',NULL,'45',36,0,4,2),
 (5,'Lottie Brand','sales assistant','2023-06-12','2025-12-24','21',20,0,2,6),
 (6,'Gordon Pell','branch manager','2005-02-01',NULL,'20',40,0,2,1),
 (7,'Mei Calloway','course tutor','2019-09-02',NULL,'31',16,1,3,3);
INSERT INTO machines VALUES
 (1,'Linnea 300','household',70,7.4,32,850,165,649,180,1,1),
 (2,'Linnea Mini','household',45,4.2,12,600,130,199,40,0,1),
 (3,'Vesper Q7','household',90,11.8,240,1050,280,1899,700,1,2),
 (4,'Hana Lock','overlocker',120,6.9,8,1300,90,429,110,1,2),
 (5,'Ricamo X','embroidery',85,13.5,180,860,300,3290,1250,1,3),
 (6,'Pfaelzer 900','industrial',550,38,1,5000,350,1590,520,0,4),
 (7,'Pfaelzer Serge','overlocker',400,29.5,4,6500,110,2140,610,0,4),
 (8,'Jenny Wren','household',60,5.6,18,700,140,149,20,0,5),
 (9,'Stickfee','embroidery',75,9.2,95,650,200,1149,430,1,4);
INSERT INTO accessories VALUES
 (1,'Walking foot WF1','foot',1,14,59,'steel',1,1),
 (2,'Bobbin set B20','bobbins',20,63,11.5,'plastic',3,2),
 (3,'Hoop Grande','hoop',1,4,78,'aluminium',5,3),
 (4,'Leather needles L90','needles',5,120,6.9,'steel',6,4),
 (5,'Roller case RC','case',1,7,89,'nylon',3,5),
 (6,'Ruffler R8','foot',1,0,34.5,'steel',8,5),
 (7,'Cutter blades H2','blades',2,31,19,'steel',4,2);
INSERT INTO customers VALUES
 (1,'Agnes Thirlby','private','Harrogate','01632 971 001','07700 901 001','1987-12-05',1),
 (2,'Tailor Bashir','tailor','Leeds','01632 971 002','07700 901 002','2009-03-19',0),
 (3,'St Oswald School','school','Ripon','01632 971 003',NULL,'2015-08-24',0),
 (4,'Canvas & Keel','sailmaker','Whitby','01632 971 004','07700 901 004','2018-04-30',1),
 (5,'Rosie Dunmore','private','York',NULL,'07700 901 005','2024-01-13',1),
 (6,'Dales Quilters','club','Skipton','01632 971 006','07700 901 006','2003-10-02',1);
INSERT INTO repairs VALUES
 (1,'T-2201','skips stitches','2025-03-03','2025-03-10','collected',45,52,1,1,2,6),
 (2,'T-2202','motor smokes','2025-04-14','2025-05-02','parts ordered',190,NULL,6,4,4,4),
 (3,'T-2203','thread jams','2025-04-22','2025-04-29','ready',60,38.5,4,2,4,3),
 (4,'T-2204','screen dead','2025-05-06','2025-05-30','queued',240,NULL,3,6,2,7),
 (5,'T-2205','broken pedal','2025-05-07','2025-05-09','in work',25,NULL,8,5,4,5),
 (6,'T-2206','skips stitches','2025-02-11','2025-02-18','collected',45,45,2,3,2,1);
INSERT INTO orders VALUES
 (1,'SO-610','2025-03-28','2025-04-11',6,1194,'invoice','delivered',2,3,5),
 (2,'SO-611','2025-04-15','2025-06-20',1,3290,'finance','on its way',5,6,3),
 (3,'SO-612','2025-04-30','2025-05-28',2,3180,'invoice','confirmed',6,2,4),
 (4,'SO-613','2025-05-05','2025-05-12',1,149,'card','cancelled',8,5,2),
 (5,'SO-614','2025-05-08','2025-07-01',1,2140,'finance','confirmed',7,4,1),
 (6,'SO-615','2025-05-12','2025-05-19',1,649,'card','on its way',1,1,1);
