CREATE TABLE brands (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL UNIQUE, hq_city TEXT, country TEXT, founded INTEGER, listed_since TEXT, rep TEXT,
  cruelty_free INTEGER CHECK (cruelty_free IN (0, 1)), parent_brand_id INTEGER REFERENCES brands(id));
CREATE TABLE couriers (
  id INTEGER PRIMARY KEY, courier TEXT NOT NULL UNIQUE, hotline TEXT, dispatch_mobile TEXT, max_kg REAL, max_len_cm INTEGER, rate_eur REAL,
  cutoff TEXT, sat_delivery INTEGER CHECK (sat_delivery IN (0, 1)), co2_neutral INTEGER CHECK (co2_neutral IN (0, 1)));
CREATE TABLE depots (
  id INTEGER PRIMARY KEY, depot TEXT NOT NULL UNIQUE, town TEXT, floor_m2 INTEGER, chilled_m2 INTEGER, opened TEXT, manager TEXT,
  walk_in INTEGER CHECK (walk_in IN (0, 1)), day_courier_id INTEGER REFERENCES couriers(id), bulky_courier_id INTEGER REFERENCES couriers(id));
CREATE TABLE products (
  id INTEGER PRIMARY KEY, product TEXT NOT NULL UNIQUE, brand_id INTEGER REFERENCES brands(id), animal TEXT, category TEXT, made_of TEXT,
  washable INTEGER CHECK (washable IN (0, 1)), min_age_mo INTEGER, guarantee_mo INTEGER, launched TEXT);
CREATE TABLE variants (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, product_id INTEGER REFERENCES products(id), color TEXT, size_label TEXT, net_kg REAL,
  gross_kg REAL, price_eur REAL, rrp_eur REAL, discontinued INTEGER CHECK (discontinued IN (0, 1)));
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, bin TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), depot_id INTEGER REFERENCES depots(id),
  qty INTEGER, reserved INTEGER, reorder_at INTEGER, counted_on TEXT, best_before TEXT);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), depot_id INTEGER REFERENCES depots(id),
  courier_id INTEGER REFERENCES couriers(id), placed_on TEXT, shipped_on TEXT, total_eur REAL, status TEXT, gift_wrap INTEGER CHECK (gift_wrap IN (0, 1)));
CREATE TABLE returns (
  id INTEGER PRIMARY KEY, rma TEXT NOT NULL UNIQUE, order_id INTEGER REFERENCES orders(id), pickup_courier_id INTEGER REFERENCES couriers(id),
  filed_on TEXT, refunded_on TEXT, refund_eur REAL, reason TEXT, outcome TEXT);
INSERT INTO brands VALUES
 (1,'Waldpfote','Freiburg','Germany',1996,'2014-03-01','Jutta Remmele',1,NULL),
 (2,'Barkwell & Sons','Leeds','United Kingdom',1958,'2016-09-12','Owen Barkwell',0,NULL),
 (3,'Miau Norte','Bilbao','Spain',2011,'2018-05-20','Itziar Lasa',1,1),
 (4,'Finch & Feather','Ghent','Belgium',1983,'2015-11-02','Lore Claes',0,NULL),
 (5,'Hopsa','Brno','Czechia',2017,'2020-02-10','Radka Vesela',1,2),
 (6,'Aquaria Lind','Malmo','Sweden',1972,'2021-08-30','Stellan Lind',0,1);
INSERT INTO couriers VALUES
 (1,'Pelican Parcel','0800 555 0101','0151 555 0201',31.5,200,4.9,'16:00',1,0),
 (2,'RedVan Express','0800 555 0122','0151 555 0244',25,120,6.4,'18:30',1,0),
 (3,'Nordkurier Line','0800 555 0137','0151 555 0218',20,150,4.2,'14:00',0,1),
 (4,'Hauler Bros','0800 555 0190','0151 555 0263',80,300,14.9,'12:00',0,0),
 (5,'Velo Dispatch','0800 555 0155','0151 555 0277',8,60,3.5,'17:15',1,1);
INSERT INTO depots VALUES
 (1,'Harbour Shed','Bremen',5200,140,'2013-10-01','Gesa Ohlrogge',1,1,4),
 (2,'Mill Hall','Kassel',3100,60,'2017-04-18','Tarek Aziz',0,3,4),
 (3,'Southgate','Augsburg',4400,220,'2019-09-02','Bettina Kugler',0,2,1),
 (4,'Lindenhof','Leipzig',1250,35,'2021-06-14','Ronny Petzold',1,5,1),
 (5,'Ferry Point','Kiel',900,0,'2023-02-27','Imke Thomsen',1,3,1);
INSERT INTO products VALUES
 (1,'CloudNest Bed',1,'dog','bed','recycled polyester',1,3,24,'2019-09-01'),
 (2,'Meadow Crunch',1,'dog','food','turkey and millet',0,12,NULL,'2016-04-15'),
 (3,'Purrfect Perch',3,'cat','furniture','beech and sisal',0,6,36,'2020-10-05'),
 (4,'Whisker Stew',3,'cat','food','salmon',0,2,NULL,'2018-06-01'),
 (5,'Tumble Tunnel',5,'rodent','toy','wool felt',1,1,6,'2021-03-20'),
 (6,'Sing Seed',4,'bird','food','canary seed',0,0,NULL,'2015-11-10'),
 (7,'Reef Flakes',6,'fish','food','krill',0,0,NULL,'2021-09-15'),
 (8,'Rover Harness',2,'dog','outdoor','nylon webbing',1,5,12,'2017-02-28'),
 (9,'Silent Litter',3,'cat','litter','wood fibre',0,0,NULL,'2022-01-17');
INSERT INTO variants VALUES
 (1,'CNB-GREY-L',1,'grey','L',2.6,3.4,89.9,99.9,0),
 (2,'CNB-MOSS-S',1,'moss green','S',1.1,1.6,54.9,59.9,1),
 (3,'MCR-12',2,NULL,'12 kg bag',12,12.3,58.5,64,0),
 (4,'MCR-3',2,NULL,'3 kg bag',3,3.1,17.9,18.9,0),
 (5,'PRP-OAK',3,'oak','one size',14.8,18.2,149,179,0),
 (6,'WST-6',4,NULL,'6 tins',1.2,1.5,9.6,10.8,0),
 (7,'TTU-RED',5,'red','70 cm',0.3,0.5,16.5,16.5,1),
 (8,'SSD-1',6,NULL,'1 kg box',1,1.1,5.4,5.9,0),
 (9,'RHA-BLUE-M',8,'blue','M',0.25,0.4,34,39.9,0),
 (10,'SLI-10',9,NULL,'10 l sack',4.2,4.3,12.9,13.5,0);
INSERT INTO stock VALUES
 (1,'A-03',1,1,46,5,15,'2024-09-30',NULL),
 (2,'A-17',3,1,210,32,80,'2024-10-07','2025-08-31'),
 (3,'B-02',5,3,18,4,6,'2024-08-19',NULL),
 (4,'B-11',6,3,940,120,300,'2024-10-14','2026-03-31'),
 (5,'C-05',9,2,77,9,25,'2024-07-22',NULL),
 (6,'D-09',8,4,130,0,50,'2024-10-01','2025-05-31'),
 (7,'D-14',10,4,64,12,70,'2024-09-16',NULL),
 (8,'E-01',7,5,3,1,0,'2024-06-25',NULL);
INSERT INTO orders VALUES
 (1,'W-20411',1,1,1,'2024-10-01','2024-10-02',94.8,'delivered',0),
 (2,'W-20412',5,3,4,'2024-10-01','2024-10-04',163.9,'delivered',0),
 (3,'W-20413',3,1,1,'2024-10-03','2024-10-03',63.4,'returned',0),
 (4,'W-20414',9,2,3,'2024-10-05','2024-10-07',38.2,'delivered',1),
 (5,'W-20415',6,3,2,'2024-10-11','2024-10-11',35.2,'in transit',0),
 (6,'W-20416',7,5,3,'2024-10-12',NULL,20.7,'packing',1),
 (7,'W-20417',10,4,5,'2024-10-12','2024-10-14',29.3,'in transit',0),
 (8,'W-20418',8,4,5,'2024-10-13',NULL,14.3,'cancelled',0),
 (9,'W-20419',2,1,1,'2024-09-20','2024-09-21',59.8,'delivered',1);
INSERT INTO returns VALUES
 (1,'RMA-301',3,1,'2024-10-08','2024-10-15',58.5,'torn bag','accepted'),
 (2,'RMA-302',1,1,'2024-10-09',NULL,NULL,'too small','under review'),
 (3,'RMA-303',2,4,'2024-10-12',NULL,0,'cat dislikes it','refused'),
 (4,'RMA-304',4,3,'2024-10-14','2024-10-18',34,'wrong size sent','accepted'),
 (5,'RMA-305',9,2,'2024-09-29','2024-10-06',27.45,'stain on cover','part refund');
