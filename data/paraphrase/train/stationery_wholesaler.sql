CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, supplier TEXT NOT NULL UNIQUE, country TEXT, rep TEXT, tel TEXT, order_mail TEXT, lead_days INTEGER, pay_days INTEGER, min_order_eur REAL,
  fsc_cert INTEGER CHECK (fsc_cert IN (0, 1)));
CREATE TABLE products (
  id INTEGER PRIMARY KEY, product TEXT NOT NULL UNIQUE, categ TEXT, supplier_id INTEGER REFERENCES suppliers(id), backup_supplier_id INTEGER REFERENCES suppliers(id),
  launched TEXT, phase_out TEXT, pack_qty INTEGER, carton_qty INTEGER, recycled INTEGER CHECK (recycled IN (0, 1)));
CREATE TABLE variants (
  id INTEGER PRIMARY KEY, art_no TEXT NOT NULL UNIQUE, product_id INTEGER REFERENCES products(id), clr TEXT, size TEXT, wt_g REAL, gross_wt_g REAL, cost_eur REAL, rrp_eur REAL,
  discontinued INTEGER CHECK (discontinued IN (0, 1)), replaced_by_id INTEGER REFERENCES variants(id));
CREATE TABLE warehouses (
  id INTEGER PRIMARY KEY, warehouse TEXT NOT NULL UNIQUE, town TEXT, keeper TEXT, area_m2 INTEGER, pallet_slots INTEGER, docks INTEGER, opens_at TEXT, shuts_at TEXT,
  heated INTEGER CHECK (heated IN (0, 1)));
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, bin TEXT NOT NULL UNIQUE, variant_id INTEGER REFERENCES variants(id), warehouse_id INTEGER REFERENCES warehouses(id), on_hand INTEGER, reserved INTEGER, reorder_at INTEGER,
  last_in TEXT, last_count TEXT);
CREATE TABLE price_lists (
  id INTEGER PRIMARY KEY, list_name TEXT NOT NULL UNIQUE, currency TEXT, valid_from TEXT, valid_to TEXT, rebate_pct REAL, bonus_pct REAL, min_qty INTEGER, incl_vat INTEGER CHECK (incl_vat IN (0, 1)));
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('shop','school','office','online')), town TEXT, phone TEXT, mobile TEXT, credit_eur REAL, owes_eur REAL, since TEXT,
  blocked INTEGER CHECK (blocked IN (0, 1)), price_list_id INTEGER REFERENCES price_lists(id));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), variant_id INTEGER REFERENCES variants(id), ship_from_id INTEGER REFERENCES warehouses(id),
  returns_to_id INTEGER REFERENCES warehouses(id), qty INTEGER, net_eur REAL, freight_eur REAL, placed_on TEXT, wanted_by TEXT, shipped_on TEXT, status TEXT, express INTEGER CHECK (express IN (0, 1)));
INSERT INTO suppliers VALUES
 (1,'Lindqvist Papper','Sweden','Maja Holm','+46 8 555 010','order@lindqvist.example',18,30,1500,1),
 (2,'Kranich Schreibwaren','Germany','Bernd Auer','+49 911 555 77','einkauf@kranich.example',6,14,400,0),
 (3,'Tiberina Carta','Italy','Livia Conti','+39 075 555 21','ordini@tiberina.example',12,60,900,1),
 (4,'Shoreham Metalware','United Kingdom','Keith Dunstan','01273 555 640','sales@shoreham.example',9,30,250,0),
 (5,'Hanabi Inks','Japan','Reiko Mori','+81 3 5550 410','export@hanabi.example',40,45,2000,0);
INSERT INTO products VALUES
 (1,'Marlow Notebook','paper',3,1,'2016-03-01',NULL,5,60,1),
 (2,'Pica Fineliner','writing',5,2,'2011-09-15',NULL,12,288,0),
 (3,'Tarn Envelope','paper',1,3,'2008-01-10','2025-12-31',50,1000,1),
 (4,'Brisk Stapler','desk',4,2,'2014-05-20',NULL,1,24,0),
 (5,'Loft Binder','filing',2,1,'2005-02-01',NULL,10,40,1),
 (6,'Wren Gel Pen','writing',2,5,'2019-08-12','2026-06-30',12,144,0),
 (7,'Otter Desk Pad','desk',1,NULL,'2021-10-04',NULL,3,30,1);
INSERT INTO variants VALUES
 (1,'MB-5102',1,'navy','A5',210,232,2.15,6.9,0,NULL),
 (2,'MB-5104',1,'coral','A5',210,232,2.25,6.9,1,1),
 (3,'MB-5201',1,'navy','A4',395,430,3.6,10.5,0,NULL),
 (4,'PF-0310',2,'black','0.3 mm',9.5,11,0.62,1.95,0,NULL),
 (5,'PF-0512',2,'sepia','0.5 mm',9.5,11,0.68,2.1,0,4),
 (6,'TE-0655',3,'cream','C6',4.8,5.1,0.04,0.15,0,NULL),
 (7,'BS-2001',4,'red','large',340,395,5.4,14.9,0,NULL),
 (8,'LB-7070',5,'grey','70 mm',510,560,1.9,4.8,0,NULL),
 (9,'LB-7040',5,'green','40 mm',380,415,1.6,4.2,1,8),
 (10,'WG-0701',6,'turquoise','0.7 mm',12,13.5,0.48,1.6,0,NULL);
INSERT INTO warehouses VALUES
 (1,'Quay Store','Ipswich','Nadia Fenn',5200,3400,8,'06:00','22:00',1),
 (2,'Old Maltings','Thetford','Roger Blyth',2100,1150,3,'07:30','16:30',0),
 (3,'Junction Nine','Daventry','Olu Adeyinka',9800,8200,22,'05:00','23:30',1),
 (4,'Fenside Annex','Thetford','Tess Marr',640,310,1,'08:00','15:00',0);
INSERT INTO stock VALUES
 (1,'Q-14-B',1,1,820,140,300,'2024-05-02','2024-03-31'),(2,'Q-02-A',4,1,5400,960,2000,'2024-04-19','2024-03-31'),
 (3,'M-07-C',6,2,38000,0,15000,'2024-02-11','2024-01-15'),(4,'J-33-D',8,3,1260,400,500,'2024-05-10','2024-04-30'),
 (5,'J-35-A',7,3,95,60,120,'2024-03-08','2024-04-30'),(6,'F-01-A',9,4,210,0,0,'2023-08-24','2023-12-20'),
 (7,'J-41-B',3,3,440,25,200,'2024-04-27','2024-04-30'),(8,'M-11-A',10,2,1730,288,1000,'2024-05-06','2024-01-15');
INSERT INTO price_lists VALUES
 (1,'Retail Core','EUR','2024-01-01','2024-12-31',0,1.5,1,0),(2,'School Saver','EUR','2024-07-01','2025-06-30',12,0,50,1),
 (3,'Island Export','GBP','2024-02-01','2025-01-31',5,2,200,0),(4,'Web Partner','EUR','2023-10-01','2024-09-30',18,3,500,0),
 (5,'Office Flex','EUR','2024-04-01','2025-03-31',8,1,20,0);
INSERT INTO customers VALUES
 (1,'Paperchest','shop','Norwich','01603 555 118','07700 900 611',6000,1240,'2012-04-03',0,1),
 (2,'Holm Oak Academy','school','Bury','01284 555 360',NULL,3000,0,'2018-09-01',0,2),
 (3,'Inkwell & Daughters','shop','Cromer','01263 555 907','07700 900 655',2500,2710,'2009-11-16',1,1),
 (4,'Penboxx','online','Leeds',NULL,'07700 900 688',15000,8330,'2020-02-27',0,4),
 (5,'Vickery Law','office','Cambridge','01223 555 204','07700 900 634',4000,310,'2021-06-14',0,5),
 (6,'Kilbride Supplies','shop','Douglas','01624 555 030','07700 900 699',8000,0,'2015-01-22',0,3);
INSERT INTO orders VALUES
 (1,'SO-8801',1,1,1,1,120,468,18,'2024-04-22','2024-04-29','2024-04-26','delivered',0),
 (2,'SO-8802',4,4,1,3,1440,1296,0,'2024-04-30','2024-05-06','2024-05-03','delivered',0),
 (3,'SO-8803',2,8,3,4,200,548,35,'2024-05-07','2024-05-20',NULL,'picking',0),
 (4,'SO-8804',3,7,3,2,20,196,12.5,'2024-05-08','2024-05-10',NULL,'blocked',1),
 (5,'SO-8805',6,6,2,2,10000,900,64,'2024-05-09','2024-05-31','2024-05-14','on its way',0),
 (6,'SO-8806',5,10,2,4,144,132,9.9,'2024-05-13','2024-05-15','2024-05-14','on its way',1),
 (7,'SO-8807',1,3,3,1,60,372,18,'2024-05-15','2024-05-27',NULL,'picking',0),
 (8,'SO-8808',4,10,2,3,576,489.6,0,'2024-05-16','2024-05-24',NULL,'new',0);
