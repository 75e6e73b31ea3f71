CREATE TABLE brands (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL UNIQUE, hq_city TEXT, est_year INTEGER, warranty_mths INTEGER, repair_mths INTEGER,
  rep_name TEXT, rep_mobile TEXT, office_tel TEXT);
CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, street TEXT, zip TEXT, tel TEXT, opened TEXT, refitted TEXT, sales_m2 INTEGER, store_m2 INTEGER,
  rents_gear INTEGER CHECK (rents_gear IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT, branch_id INTEGER REFERENCES branches(id), joined TEXT, born TEXT, ext TEXT, hrs_wk REAL,
  drone_lic INTEGER CHECK (drone_lic IN (0, 1)), mentor_id INTEGER REFERENCES staff(id));
CREATE TABLE cameras (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, brand_id INTEGER REFERENCES brands(id), sensor TEXT, mp REAL, body_g INTEGER, list_eur REAL, trade_in_eur REAL,
  launched TEXT, eol TEXT, sealed INTEGER CHECK (sealed IN (0, 1)));
CREATE TABLE lenses (
  id INTEGER PRIMARY KEY, lens TEXT NOT NULL UNIQUE, brand_id INTEGER REFERENCES brands(id), mount TEXT, f_stop REAL, min_focus_cm INTEGER, filter_mm INTEGER, len_mm INTEGER,
  wt_g INTEGER, rrp_eur REAL, stab INTEGER CHECK (stab IN (0, 1)));
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, camera_id INTEGER REFERENCES cameras(id), branch_id INTEGER REFERENCES branches(id), qty INTEGER, reorder_at INTEGER,
  grade TEXT CHECK (grade IN ('new','demo','used')), tag_eur REAL, bay TEXT, counted TEXT);
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, camera_id INTEGER REFERENCES cameras(id), cust TEXT, booked_by_id INTEGER REFERENCES staff(id), tech_id INTEGER REFERENCES staff(id),
  came_in TEXT, promised TEXT, quote_eur REAL, bill_eur REAL, status TEXT CHECK (status IN ('waiting for parts','on the bench','ready','handed back')),
  guarantee INTEGER CHECK (guarantee IN (0, 1)));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, lens_id INTEGER REFERENCES lenses(id), cust TEXT, pick_up_id INTEGER REFERENCES branches(id), ship_from_id INTEGER REFERENCES branches(id),
  placed TEXT, shipped TEXT, total_eur REAL, deposit_eur REAL, pay TEXT);
INSERT INTO brands VALUES
 (1,'Okubo Optical','Nagano',1948,24,6,'Miriam Stadler','0171 555 0191','069 555 2200'),
 (2,'Lumetta','Bologna',1971,24,3,'Gianni Forlani','0160 555 0448','089 555 3140'),
 (3,'Brennert & Sohn','Jena',1889,60,12,'Heike Tamm','0175 555 0706','03641 555 80'),
 (4,'Nordlicht','Tromso',2004,36,6,'Odd Mikkelsen','0152 555 0937','040 555 6671'),
 (5,'Tasman Imaging','Hobart',2012,12,3,'Priya Raman','0178 555 0220','030 555 9018');
INSERT INTO branches VALUES
 (1,'Station Arcade','Bahnhofstr. 12','55116','06131 555 100','1986-09-01','2019-03-15',210,60,1),
 (2,'Old Mint','Muenzgasse 3','65183','0611 555 240','1998-05-11','2008-10-02',145,40,0),
 (3,'Riverside','Am Kai 40','60594','069 555 377','2009-11-20','2022-06-30',320,110,1),
 (4,'Campus Corner','Uniring 7','64289','06151 555 415','2016-10-04',NULL,70,15,0),
 (5,'Castle Hill','Burgweg 21','69117','06221 555 508','2003-04-26','2015-02-09',120,55,0);
INSERT INTO staff VALUES
 (1,'Gudrun Pfaff','branch manager',3,'1999-02-01','1966-07-19','30',40,0,NULL),
 (2,'Leander Voss','technician',3,'2011-08-15','1984-01-30','34',38.5,1,1),
 (3,'Amina Zerhouni','sales adviser',1,'2018-03-01','1993-10-06','11',32,0,1),
 (4,'Jakub Sedlak','technician',5,'2014-06-16','1979-12-12','52',38.5,0,2),
 (5,'Tilda Brandt','branch manager',1,'2006-01-09','1974-05-03','10',40,1,1),
 (6,'Rory McAfee','trainee',4,'2023-09-01','2004-08-22','43',37,0,3),
 (7,'Philippa Quist','sales adviser',2,'2020-11-02','1989-03-27','21',20,1,5);
INSERT INTO cameras VALUES
 (1,'Kestrel 60',1,'full frame',24.2,658,1899,850,'2020-02-12',NULL,1),
 (2,'Kestrel 80X',1,'full frame',45.7,735,3299,1700,'2022-09-07',NULL,1),
 (3,'Pocket Uno',2,'one inch',20.1,302,749,240,'2019-05-22','2023-12-31',0),
 (4,'Brennert M4',3,'full frame',40,660,7450,4900,'2021-10-14',NULL,1),
 (5,'Fjell FX',4,'APS-C',26.1,491,1399,610,'2021-04-20',NULL,1),
 (6,'Harrier Mini',1,'APS-C',24.2,383,899,330,'2017-03-09','2022-06-30',0),
 (7,'Cube 8',5,'one inch',12,158,459,90,'2023-01-25',NULL,1);
INSERT INTO lenses VALUES
 (1,'Velar 35',1,'OK bayonet',1.8,25,58,63,340,649,0),
 (2,'Velar 85 Portrait',1,'OK bayonet',1.4,80,77,107,825,1549,0),
 (3,'Tutto 24-105',2,'L-click',4,38,72,118,663,999,1),
 (4,'Heliodor 50',3,'M screw',2,70,39,43,240,2290,0),
 (5,'Polar Macro 100',4,'NX',2.8,30,67,131,601,879,1),
 (6,'Skua 400',1,'OK bayonet',5.6,250,95,257,1770,2799,1),
 (7,'Bubble Fisheye',5,'NX',3.5,12,NULL,55,290,429,0);
INSERT INTO stock VALUES
 (1,'SK-301',1,1,4,2,'new',1849,'A3','2024-09-30'),(2,'SK-302',1,3,1,1,'demo',1490,'C1','2024-10-02'),(3,'SK-303',2,3,2,2,'new',3299,'C1','2024-10-02'),
 (4,'SK-304',3,4,5,1,'used',329,'D2','2024-06-28'),(5,'SK-305',4,3,1,1,'new',7450,'SAFE','2024-10-02'),(6,'SK-306',5,2,3,2,'new',1349,'B4','2024-08-19'),
 (7,'SK-307',6,5,2,0,'used',399,'E1','2024-07-12'),(8,'SK-308',7,4,9,4,'new',459,'D1','2024-06-28');
INSERT INTO repairs VALUES
 (1,'T-2201',1,'Osman Keller',3,2,'2024-09-03','2024-09-17',140,132.5,'handed back',0),(2,'T-2202',4,'Baroness Thurn',1,2,'2024-09-20','2024-11-15',0,NULL,'waiting for parts',1),
 (3,'T-2203',6,'Nils Abend',7,4,'2024-10-01','2024-10-14',95,95,'ready',0),(4,'T-2204',5,'Carmen Iturbe',7,4,'2024-10-07','2024-10-25',210,NULL,'on the bench',0),
 (5,'T-2205',3,'Osman Keller',6,2,'2024-10-09','2024-10-30',60,NULL,'waiting for parts',0),(6,'T-2206',2,'Studio Halm',5,2,'2024-08-12','2024-08-26',0,0,'handed back',1);
INSERT INTO orders VALUES
 (1,'OR-870',2,'Carmen Iturbe',2,3,'2024-09-12','2024-09-14',1549,300,'card'),(2,'OR-871',6,'Studio Halm',1,3,'2024-09-25',NULL,2799,1400,'bank transfer'),
 (3,'OR-872',4,'Baroness Thurn',3,1,'2024-10-01','2024-10-02',2290,0,'cash'),(4,'OR-873',5,'Nils Abend',5,2,'2024-10-05','2024-10-08',879,100,'card'),
 (5,'OR-874',7,'Finn Oster',4,2,'2024-10-10',NULL,429,50,'instalments'),(6,'OR-875',3,'Greta Lohse',4,1,'2024-10-11',NULL,999,200,'instalments');
