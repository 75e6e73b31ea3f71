CREATE TABLE brands (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL UNIQUE, country TEXT, tier TEXT CHECK (tier IN ('premium','mid','budget')), founded INTEGER,
  warranty_mths INTEGER, rebate_pct REAL, min_order_pcs INTEGER, hotline TEXT, owned_by_id INTEGER REFERENCES brands(id));
INSERT INTO brands VALUES
 (1,'Norrvik','Sweden','premium',1932,60,12,40,'+46 31 550 10',NULL),
 (2,'Kestrel Tyres','United Kingdom','mid',1956,36,15,60,'0121 550 447',NULL),
 (3,'Taigo','South Korea','mid',1974,48,14,120,'+82 2 555 0190',NULL),
 (4,'Bravado','Poland','budget',1998,24,22,200,'+48 61 555 018',1),
 (5,'Altamont','United States','premium',1911,72,9,24,'+1 330 555 0123',NULL),
 (6,'Pollux','Czechia','budget',2006,18,25,160,'+420 555 010 77',3);
CREATE TABLE sizes (
  id INTEGER PRIMARY KEY, size_code TEXT NOT NULL UNIQUE, width_mm INTEGER, aspect_pct INTEGER, rim_in INTEGER, circ_mm INTEGER, min_rim_w_in REAL, max_rim_w_in REAL);
INSERT INTO sizes VALUES
 (1,'175/65 R14',175,65,14,1780,5,6),
 (2,'195/65 R15',195,65,15,1937,5.5,7),
 (3,'205/55 R16',205,55,16,1928,5.5,7.5),
 (4,'225/45 R17',225,45,17,1936,7,8.5),
 (5,'235/55 R18',235,55,18,2185,6.5,8.5),
 (6,'215/70 R15C',215,70,15,2083,6,7);
CREATE TABLE tyres (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, brand_id INTEGER REFERENCES brands(id), size_id INTEGER REFERENCES sizes(id),
  season TEXT CHECK (season IN ('summer','winter','all-season')), wt_kg REAL, noise_db INTEGER, max_load_kg INTEGER, vmax_kmh INTEGER,
  buy_eur REAL, sell_eur REAL, runflat INTEGER CHECK (runflat IN (0, 1)));
INSERT INTO tyres VALUES
 (1,'Frostgrip 4',1,3,'winter',9.4,71,615,210,78.5,119,0),
 (2,'Icelander Pro',1,5,'winter',13.1,72,925,190,131,189.9,1),
 (3,'Sunway Touring',2,2,'summer',8.2,69,615,210,46,72.5,0),
 (4,'Vector Sport',5,4,'summer',10.3,70,670,300,112,164,1),
 (5,'Quattroclime',3,3,'all-season',8.9,70,615,240,61,94,0),
 (6,'Haulmaster C',2,6,'all-season',12.6,73,1030,170,84,121.5,0),
 (7,'Commuta Eco',4,1,'summer',6.3,68,475,190,29.5,44.9,0),
 (8,'Polarlite',6,1,'winter',6.8,71,475,190,27,42,0),
 (9,'Ridgeback Trail',5,5,'all-season',14.8,74,950,210,138,205,0);
CREATE TABLE warehouses (
  id INTEGER PRIMARY KEY, depot TEXT NOT NULL UNIQUE, town TEXT, cap_tyres INTEGER, floor_m2 INTEGER, heated INTEGER CHECK (heated IN (0, 1)), tel TEXT, night_tel TEXT, leased_until TEXT);
INSERT INTO warehouses VALUES
 (1,'Harbour Depot','Stralsund',6200,1400,0,'03831 550 20','0170 555 0131','2028-12-31'),
 (2,'Mill Street','Rostock',2400,620,1,'0381 550 61','0170 555 0132','2026-06-30'),
 (3,'Unit Nine','Rostock',3900,880,0,'0381 550 99','0170 555 0133','2031-03-31'),
 (4,'Airport Shed','Laage',8000,2100,0,'038459 550 4','0170 555 0134','2025-09-30'),
 (5,'Old Dairy','Wismar',1100,300,1,'03841 550 12','0170 555 0135','2027-01-31');
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, lot_no TEXT NOT NULL UNIQUE, tyre_id INTEGER REFERENCES tyres(id), depot_id INTEGER REFERENCES warehouses(id), from_depot_id INTEGER REFERENCES warehouses(id),
  qty INTEGER, reorder_at INTEGER, arrived_on TEXT, made_wk TEXT, rack TEXT);
INSERT INTO stock VALUES
 (1,'LOT-301',1,1,NULL,84,40,'2024-08-19','22/2024','A-03'),
 (2,'LOT-302',2,4,1,36,16,'2024-09-02','14/2024','H-11'),
 (3,'LOT-303',3,2,NULL,120,60,'2024-03-11','48/2023','B-01'),
 (4,'LOT-304',4,2,3,18,12,'2024-04-22','51/2023','B-07'),
 (5,'LOT-305',5,3,NULL,64,32,'2024-07-30','20/2024','D-02'),
 (6,'LOT-306',6,4,NULL,48,24,'2024-05-14','09/2024','H-02'),
 (7,'LOT-307',7,5,2,22,30,'2024-02-26','40/2022','K-05'),
 (8,'LOT-308',8,1,4,150,60,'2024-09-16','25/2024','A-09'),
 (9,'LOT-309',9,3,NULL,8,12,'2024-06-03','11/2024','D-14');
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('private','fleet','garage')), phone TEXT, mobile TEXT, plate TEXT, disc_pct REAL,
  since_dt TEXT, wants_sms INTEGER CHECK (wants_sms IN (0, 1)), referred_by_id INTEGER REFERENCES customers(id));
INSERT INTO customers VALUES
 (1,'Gesine Pohl','private','0381 555 0110','0171 555 0201','HRO-GP 77',0,'2016-10-12',1,NULL),
 (2,'Warnow Taxi','fleet','0381 555 0150','0171 555 0202','HRO-WT 1',12,'2011-03-01',1,NULL),
 (3,'Uwe Drechsel','private','03831 555 017','0171 555 0203','HST-UD 90',3,'2020-04-06',0,1),
 (4,'Autohaus Lemke','garage','03841 555 042','0171 555 0204','HWI-AL 5',18,'2009-07-20',0,NULL),
 (5,'Baltic Parcels','fleet','038459 555 08','0171 555 0205','LRO-BP 300',15,'2018-01-15',1,2),
 (6,'Marit Solheim','private',NULL,'0171 555 0206','HRO-MS 14',0,'2023-11-03',1,3),
 (7,'Kfz Brandt','garage','0381 555 0177','0171 555 0207','HRO-KB 8',10,'2021-05-31',0,4);
CREATE TABLE storage (
  id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), depot_id INTEGER REFERENCES warehouses(id), put_in_on TEXT, due_out_on TEXT,
  tread_f_mm REAL, tread_r_mm REAL, on_rims INTEGER CHECK (on_rims IN (0, 1)), fee_eur REAL, state TEXT CHECK (state IN ('stored','collected','to be scrapped')));
INSERT INTO storage VALUES
 (1,'W-1101',1,1,'2024-04-10','2024-10-21',5.5,6.1,1,39,'stored'),
 (2,'W-1102',3,1,'2024-04-15','2024-10-28',3.2,4,0,29,'to be scrapped'),
 (3,'W-1103',2,4,'2024-03-28','2024-10-14',6.8,6.8,1,34,'stored'),
 (4,'W-1104',5,4,'2023-10-30','2024-04-08',4.4,5.2,1,36,'collected'),
 (5,'W-1105',6,5,'2024-04-22','2024-11-04',7.5,7.7,1,39,'stored'),
 (6,'W-1106',4,3,'2024-05-02','2024-10-31',4.9,3.7,0,22,'stored'),
 (7,'W-1107',2,4,'2023-10-19','2024-03-28',2.4,2.9,1,34,'to be scrapped');
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY, booking_no TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), bill_to_id INTEGER REFERENCES customers(id), tyre_id INTEGER REFERENCES tyres(id),
  booked_on TEXT, appt_date TEXT, job TEXT, mins INTEGER, quote_eur REAL, status TEXT CHECK (status IN ('open','confirmed','done','no-show')));
INSERT INTO appointments VALUES
 (1,'AP-220',1,1,1,'2024-09-23','2024-10-21','seasonal change',40,536,'confirmed'),
 (2,'AP-221',3,3,5,'2024-10-01','2024-10-28','new set',60,429,'open'),
 (3,'AP-222',6,2,8,'2024-09-30','2024-10-09','puncture',30,35,'done'),
 (4,'AP-223',5,5,6,'2024-09-12','2024-10-02','new set',75,566,'done'),
 (5,'AP-224',2,2,3,'2024-08-29','2024-09-05','balancing',25,48,'no-show'),
 (6,'AP-225',7,4,2,'2024-10-04','2024-11-06','new set',60,820,'confirmed'),
 (7,'AP-226',4,4,9,'2024-10-08','2024-11-12','balancing',30,52,'open');
