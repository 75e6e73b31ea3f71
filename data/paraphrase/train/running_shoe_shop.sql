CREATE TABLE brands (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL UNIQUE, country TEXT, founded INTEGER, agent TEXT, agent_tel TEXT, claims_tel TEXT, lead_days INTEGER,
  vegan INTEGER CHECK (vegan IN (0, 1)), parent_id INTEGER REFERENCES brands(id));
CREATE TABLE stores (
  id INTEGER PRIMARY KEY, store TEXT NOT NULL UNIQUE, city TEXT, street TEXT, phone TEXT, manager TEXT, opened TEXT, last_refit TEXT, treadmill INTEGER CHECK (treadmill IN (0, 1)), late_thu INTEGER CHECK (late_thu IN (0, 1)));
CREATE TABLE shoes (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, brand_id INTEGER REFERENCES brands(id), predecessor_id INTEGER REFERENCES shoes(id),
  surface TEXT CHECK (surface IN ('road','trail','track')), support TEXT CHECK (support IN ('neutral','stability')), drop_mm REAL, stack_mm REAL, life_km INTEGER, carbon_plate INTEGER CHECK (carbon_plate IN (0, 1)));
CREATE TABLE variants (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, shoe_id INTEGER REFERENCES shoes(id), colour TEXT, cut TEXT CHECK (cut IN ('women','men','kids')), width TEXT CHECK (width IN ('narrow','standard','wide')),
  upper TEXT, wt_g INTEGER, list_eur REAL, now_eur REAL);
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, bin_code TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), store_id INTEGER REFERENCES stores(id), eu_size REAL, qty INTEGER, min_qty INTEGER, counted_on TEXT, next_delivery TEXT);
CREATE TABLE discounts (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, pct REAL, min_spend_eur REAL, valid_from TEXT, valid_to TEXT, audience TEXT, stackable INTEGER CHECK (stackable IN (0, 1)), brand_id INTEGER REFERENCES brands(id));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), sent_from_id INTEGER REFERENCES stores(id), pickup_id INTEGER REFERENCES stores(id), discount_id INTEGER REFERENCES discounts(id),
  buyer TEXT, placed_on TEXT, dispatched_on TEXT, goods_eur REAL, postage_eur REAL, status TEXT CHECK (status IN ('open','packed','shipped','delivered','cancelled')), gift_wrap INTEGER CHECK (gift_wrap IN (0, 1)));
CREATE TABLE returns (
  id INTEGER PRIMARY KEY, return_no TEXT NOT NULL UNIQUE, order_id INTEGER REFERENCES orders(id), dropped_at_id INTEGER REFERENCES stores(id), reason TEXT, opened_on TEXT, settled_on TEXT, refund_eur REAL,
  worn INTEGER CHECK (worn IN (0, 1)), decision TEXT CHECK (decision IN ('waiting','refunded','exchanged','refused')));
INSERT INTO brands VALUES
 (1,'Kestrel','United States',1978,'Maud Verhelst','03 550 11 20','0800 550 61',12,0,NULL),
 (2,'Norrlop','Finland',1999,'Jari Koskela','09 550 22 31','0800 550 72',9,1,NULL),
 (3,'Asahi Run','Japan',1951,'Emi Okada','02 550 33 42','0800 550 83',28,0,NULL),
 (4,'Gravitas','Germany',1963,'Lutz Pohl','0211 550 44','0800 550 94',6,0,NULL),
 (5,'Tarn & Fell','United Kingdom',2004,'Alison Birkett','015394 550 55','0800 550 15',15,1,4);
INSERT INTO stores VALUES
 (1,'Canal Side','Ghent','Graslei 14','09 550 70 01','Els Dewulf','2003-04-12','2021-02-01',1,1),
 (2,'Station Arcade','Ghent','Koningin Maria Hendrikaplein 3','09 550 70 02','Bram Stevens','2014-09-01',NULL,0,1),
 (3,'Old Market','Antwerp','Oude Koornmarkt 51','03 550 70 03','Fatiha Amrani','2009-03-20','2023-08-14',1,0),
 (4,'Ring Outlet','Mechelen','Blarenberglaan 8','015 550 70 04','Pol Maes','2018-11-16','2022-05-02',0,0),
 (5,'Depot North','Mechelen','Zandvoortstraat 22','015 550 70 05','Ines Claes','2020-06-08',NULL,0,0);
INSERT INTO shoes VALUES
 (1,'Vento 2',1,NULL,'road','neutral',10,34,650,0),
 (2,'Vento 3',1,1,'road','neutral',8,38,700,0),
 (3,'Mudlark',5,NULL,'trail','neutral',4,26,500,0),
 (4,'Long Haul',4,NULL,'road','stability',10,36,900,0),
 (5,'Featherlite',3,NULL,'road','neutral',6,40,350,1),
 (6,'Rockhopper',2,NULL,'trail','stability',6,31,750,0),
 (7,'Spike Nine',3,NULL,'track','neutral',2,14,300,1),
 (8,'Long Haul GT',4,4,'road','stability',9,39,950,0);
INSERT INTO variants VALUES
 (1,'V3-CORAL',2,'coral','women','standard','knit',228,149.95,149.95),
 (2,'V3-BLACK',2,'black','men','wide','knit',276,149.95,129.95),
 (3,'V2-SKY',1,'sky blue','women','narrow','mesh',235,139.95,79),
 (4,'ML-MOSS',3,'moss green','men','standard','ripstop',301,135,135),
 (5,'LH-NAVY',4,'navy','men','wide','mesh',318,164.95,119.95),
 (6,'FL-LIME',5,'lime','women','standard','monofilament',184,259.95,259.95),
 (7,'RH-RUST',6,'rust','women','standard','ripstop',289,154.95,139.95),
 (8,'S9-RED',7,'red','kids','narrow','monofilament',142,89.95,69.95),
 (9,'GT-GREY',8,'grey','men','standard','knit',312,179.95,179.95);
INSERT INTO stock VALUES
 (1,'A-114',1,1,38,4,2,'2025-03-03','2025-04-07'),
 (2,'A-120',2,1,44.5,1,3,'2025-03-03','2025-03-24'),
 (3,'B-207',3,4,39,11,0,'2025-02-17',NULL),
 (4,'C-031',4,3,43,3,2,'2025-03-10','2025-05-12'),
 (5,'C-044',6,3,40,0,1,'2025-03-10','2025-04-28'),
 (6,'D-501',5,5,45,22,5,'2025-01-20',NULL),
 (7,'D-518',8,5,36.5,9,4,'2025-01-20','2025-06-02'),
 (8,'E-009',7,2,41,2,2,'2025-03-17','2025-03-31');
INSERT INTO discounts VALUES
 (1,'SPRING15',15,100,'2025-03-01','2025-04-15','everyone',0,NULL),
 (2,'CLUB10',10,0,'2025-01-01','2025-12-31','club members',1,NULL),
 (3,'STUDENT12',12,80,'2024-09-01','2025-08-31','students',0,NULL),
 (4,'KESTREL20',20,150,'2025-02-10','2025-03-10','newsletter',0,1),
 (5,'FELLDAYS',25,120,'2025-05-01','2025-05-11','everyone',1,5);
INSERT INTO orders VALUES
 (1,'W-9001',1,1,2,2,'Joke Peeters','2025-03-01','2025-03-03',134.96,0,'delivered',0),
 (2,'W-9002',5,5,NULL,1,'Marc Lemmens','2025-03-04','2025-03-06',101.96,4.95,'delivered',0),
 (3,'W-9003',6,3,NULL,NULL,'Sofie Aerts','2025-03-08','2025-03-10',259.95,0,'shipped',1),
 (4,'W-9004',2,1,3,4,'Yusuf Demir','2025-03-09',NULL,103.96,0,'packed',0),
 (5,'W-9005',8,5,NULL,3,'Hilde Baert','2025-03-12','2025-03-13',61.56,4.95,'shipped',1),
 (6,'W-9006',3,4,NULL,NULL,'Tom Wuyts','2025-03-15',NULL,79,4.95,'cancelled',0),
 (7,'W-9007',4,3,1,2,'Nele Jacobs','2025-03-18',NULL,121.5,0,'open',0);
INSERT INTO returns VALUES
 (1,'RT-31',1,2,'too small','2025-03-07','2025-03-12',0,0,'exchanged'),
 (2,'RT-32',2,4,'heel rubs','2025-03-11','2025-03-19',101.96,1,'refunded'),
 (3,'RT-33',3,3,'sole coming off','2025-03-20',NULL,NULL,1,'waiting'),
 (4,'RT-34',5,1,'wrong colour','2025-03-21','2025-03-22',61.56,0,'refunded'),
 (5,'RT-35',2,5,'too small','2025-03-22','2025-03-28',0,1,'refused');
