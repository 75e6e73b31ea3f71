CREATE TABLE depots (
  id INTEGER PRIMARY KEY, depot TEXT NOT NULL UNIQUE, street TEXT, town TEXT, opened_on TEXT, racks INTEGER, charge_pts INTEGER,
  workshop INTEGER CHECK (workshop IN (0, 1)), tel TEXT);
CREATE TABLE riders (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born_on TEXT, joined_on TEXT, mobile TEXT, ice_tel TEXT, rate_eur_h REAL,
  coop_member INTEGER CHECK (coop_member IN (0, 1)), home_depot_id INTEGER REFERENCES depots(id), mentor_id INTEGER REFERENCES riders(id));
CREATE TABLE bikes (
  id INTEGER PRIMARY KEY, nick TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('long john','trike','road','longtail','folding')), frame_mat TEXT,
  wt_kg REAL, payload_kg REAL, e_assist INTEGER CHECK (e_assist IN (0, 1)), bought_on TEXT, serviced_on TEXT, depot_id INTEGER REFERENCES depots(id));
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, sector TEXT, contact TEXT, phone TEXT, mobile TEXT, town TEXT, terms_days INTEGER,
  disc_pct REAL, depot_id INTEGER REFERENCES depots(id));
CREATE TABLE shifts (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, day TEXT, starts_at TEXT, ends_at TEXT, km REAL,
  state TEXT CHECK (state IN ('planned','running','done','cancelled')), rider_id INTEGER REFERENCES riders(id), bike_id INTEGER REFERENCES bikes(id),
  start_depot_id INTEGER REFERENCES depots(id), end_depot_id INTEGER REFERENCES depots(id));
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, waybill TEXT NOT NULL UNIQUE, goods TEXT, gross_kg REAL, collected_at TEXT, dropped_at TEXT, fee_eur REAL,
  status TEXT CHECK (status IN ('booked','on board','delivered','failed')), fragile INTEGER CHECK (fragile IN (0, 1)),
  shift_id INTEGER REFERENCES shifts(id), sender_id INTEGER REFERENCES customers(id), recipient_id INTEGER REFERENCES customers(id));
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, fault TEXT, reported_on TEXT, fixed_on TEXT, parts_eur REAL, labour_eur REAL,
  stage TEXT CHECK (stage IN ('waiting','in work','parts ordered','finished')), warranty INTEGER CHECK (warranty IN (0, 1)),
  bike_id INTEGER REFERENCES bikes(id), mechanic_id INTEGER REFERENCES riders(id));
INSERT INTO depots VALUES
 (1,'Canal Yard','Lockkeeper Row 4','Brenwick','2014-05-02',40,12,1,'0171 555 010'),
 (2,'Station Arch','Viaduct Street 19','Brenwick','2017-09-18',24,6,0,'0171 555 020'),
 (3,'Hilltop','Beacon Road 77','Ashcombe','2019-03-01',16,8,1,'0182 555 304'),
 (4,'Old Tannery','Skinner Lane 3','Morley Bridge','2021-10-11',12,0,0,'0193 555 471'),
 (5,'Harbour Shed','Quay 9','Port Ellan','2023-06-05',30,10,1,'0166 555 905');
INSERT INTO riders VALUES
 (1,'Marlo Vance','1986-02-11','2014-05-02','0770 555 101','0171 555 811',19.5,1,1,NULL),
 (2,'Ines Kowalczyk','1991-07-30','2016-04-18','0770 555 102','0171 555 822',18,1,1,1),
 (3,'Tobe Okafor','1994-12-03','2018-09-01','0770 555 103','0182 555 833',17.25,1,3,1),
 (4,'Lene Haugaard','1998-05-21','2020-02-10','0770 555 104','0166 555 844',16.5,1,5,2),
 (5,'Jasper Quill','2001-10-08','2023-03-06','0770 555 105','0193 555 855',14.8,0,4,3),
 (6,'Rahel Stern','1989-01-17','2019-06-24','0770 555 106','0171 555 866',17.25,1,2,1),
 (7,'Dino Ferrante','2003-08-14','2024-01-15','0770 555 107','0171 555 877',14.2,0,2,6),
 (8,'Suki Marsh','1996-03-26','2022-11-07','0770 555 108','0166 555 888',15.6,0,5,4);
INSERT INTO bikes VALUES
 (1,'Heron','long john','steel',31.5,110,1,'2019-04-12','2024-08-20',1),
 (2,'Mule','trike','steel',58,220,1,'2020-07-01','2024-05-14',1),
 (3,'Comet','road','carbon',8.2,12,0,'2018-02-28','2024-09-02',2),
 (4,'Big Bertha','trike','aluminium',64,250,1,'2022-03-17','2024-07-29',5),
 (5,'Sparrow','folding','aluminium',11.4,15,0,'2021-06-09','2023-11-30',4),
 (6,'Walrus','longtail','steel',27,95,1,'2023-01-20','2024-06-11',3),
 (7,'Otter','long john','aluminium',24.5,100,0,'2017-10-05','2024-03-04',5),
 (8,'Quicksilver','road','titanium',9.1,14,0,'2024-04-22','2024-09-16',3);
INSERT INTO customers VALUES
 (1,'Petit Four Bakery','food','Odile Marchand','0171 555 230','0780 555 231','Brenwick',14,5,1),
 (2,'Linden Pharmacy','health','Amir Saleh','0171 555 240','0780 555 241','Brenwick',30,8,2),
 (3,'Kestrel Print','print','Wanda Prior','0182 555 250','0780 555 251','Ashcombe',30,3,3),
 (4,'Notary Holm','legal','Sigrid Holm','0171 555 260','0780 555 261','Brenwick',7,0,2),
 (5,'Bloom & Barrow','flowers','Ted Barrow','0166 555 270','0780 555 271','Port Ellan',14,4,5),
 (6,'Finch Dental Lab','health','Moira Finch','0182 555 280','0780 555 281','Ashcombe',21,10,3),
 (7,'County Court','legal','Bernard Oakes','0193 555 290',NULL,'Morley Bridge',45,0,4);
INSERT INTO shifts VALUES
 (1,'SH-301','2024-09-23','06:30','12:30',48.5,'done',2,1,1,1),
 (2,'SH-302','2024-09-23','08:00','14:00',71.2,'done',6,3,2,3),
 (3,'SH-303','2024-09-24','07:00','13:00',33.8,'done',4,4,5,5),
 (4,'SH-304','2024-09-25','09:00','17:00',52,'running',3,6,3,1),
 (5,'SH-305','2024-09-25','12:00','18:00',19.4,'running',8,7,5,2),
 (6,'SH-306','2024-09-26','06:00','11:00',NULL,'planned',1,2,1,4),
 (7,'SH-307','2024-09-26','10:00','16:00',NULL,'cancelled',5,5,4,4);
INSERT INTO deliveries VALUES
 (1,'WB-9001','wedding cake',7.8,'2024-09-23 07:10','2024-09-23 07:55',24,'delivered',1,1,1,5),
 (2,'WB-9002','prescriptions',3.2,'2024-09-23 09:05','2024-09-23 09:40',12.5,'delivered',0,2,2,6),
 (3,'WB-9003','court files',5.5,'2024-09-23 10:15',NULL,16,'failed',0,2,4,7),
 (4,'WB-9004','funeral wreaths',22,'2024-09-24 07:30','2024-09-24 08:20',38,'delivered',1,3,5,4),
 (5,'WB-9005','flyers',64,'2024-09-25 09:20',NULL,41.5,'on board',0,4,3,1),
 (6,'WB-9006','dental crowns',0.9,'2024-09-25 10:40',NULL,9.8,'on board',1,4,6,2),
 (7,'WB-9007','rose buckets',30,'2024-09-25 12:30',NULL,29,'on board',1,5,5,1),
 (8,'WB-9008','bread crates',85,NULL,NULL,46,'booked',0,6,1,7);
INSERT INTO repairs VALUES
 (1,'RJ-61','bent rear wheel','2024-07-22','2024-07-29',84,60,'finished',0,4,2),
 (2,'RJ-62','motor cuts out','2024-09-12',NULL,210,0,'parts ordered',1,6,3),
 (3,'RJ-63','snapped chain','2024-09-01','2024-09-02',18.5,15,'finished',0,3,6),
 (4,'RJ-64','brake fluid leak','2024-09-24',NULL,0,30,'in work',0,2,2),
 (5,'RJ-65','loose hinge','2024-09-25',NULL,NULL,NULL,'waiting',0,5,3),
 (6,'RJ-66','creaking headset','2024-09-14','2024-09-16',22,45,'finished',1,8,3);
