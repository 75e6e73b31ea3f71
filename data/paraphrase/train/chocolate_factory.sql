CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, supplier TEXT NOT NULL UNIQUE, seat TEXT, country TEXT, contact TEXT, phone TEXT, mobile TEXT,
  lead_days INTEGER, min_order_kg INTEGER, fairtrade INTEGER CHECK (fairtrade IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT, shift TEXT, ext TEXT, hired_on TEXT,
  first_aider INTEGER CHECK (first_aider IN (0, 1)), trained_by_id INTEGER REFERENCES staff(id));
CREATE TABLE ingredients (
  id INTEGER PRIMARY KEY, ingredient TEXT NOT NULL UNIQUE, kind TEXT, supplier_id INTEGER REFERENCES suppliers(id), eur_per_kg REAL,
  on_hand_kg REAL, reorder_kg REAL, store_c INTEGER, shelf_mo INTEGER, allergen INTEGER CHECK (allergen IN (0, 1)));
CREATE TABLE lines (
  id INTEGER PRIMARY KEY, line_name TEXT NOT NULL UNIQUE, hall TEXT, cap_kg_h INTEGER, temper_c REAL, built INTEGER, last_svc TEXT, next_svc TEXT,
  nut_free INTEGER CHECK (nut_free IN (0, 1)), foreman_id INTEGER REFERENCES staff(id));
CREATE TABLE recipes (
  id INTEGER PRIMARY KEY, recipe TEXT NOT NULL UNIQUE, form TEXT, cocoa_pct INTEGER, unit_g INTEGER, retail_eur REAL, trade_eur REAL,
  vegan INTEGER CHECK (vegan IN (0, 1)), line_id INTEGER REFERENCES lines(id), base_ingr_id INTEGER REFERENCES ingredients(id),
  filling_ingr_id INTEGER REFERENCES ingredients(id), dev_by_id INTEGER REFERENCES staff(id));
CREATE TABLE batches (
  id INTEGER PRIMARY KEY, lot_no TEXT NOT NULL UNIQUE, recipe_id INTEGER REFERENCES recipes(id), mixed_by_id INTEGER REFERENCES staff(id),
  tasted_by_id INTEGER REFERENCES staff(id), made_on TEXT, bbe TEXT, kg_in REAL, kg_out REAL, qc TEXT);
CREATE TABLE shops (
  id INTEGER PRIMARY KEY, shop TEXT NOT NULL UNIQUE, town TEXT, kind TEXT, keeper TEXT, phone TEXT, opened TEXT, area_m2 INTEGER,
  rebate_pct REAL, cafe INTEGER CHECK (cafe IN (0, 1)));
CREATE TABLE consignments (
  id INTEGER PRIMARY KEY, note_no TEXT NOT NULL UNIQUE, batch_id INTEGER REFERENCES batches(id), shop_id INTEGER REFERENCES shops(id),
  boxes INTEGER, left_on TEXT, arrived_on TEXT, state TEXT, cooled INTEGER CHECK (cooled IN (0, 1)));
INSERT INTO suppliers VALUES
 (1,'Cacao Verapaz','Coban','Guatemala','Marisol Caal','+502 555 0141','+502 555 0188',45,500,1),
 (2,'Nocciole Brandi','Alba','Italy','Fausto Brandi','+39 0173 555 02','+39 333 555 0117',10,100,0),
 (3,'Alpmilch Trocknerei','Immenstadt','Germany','Resi Haslach','08323 555 07','0160 555 0129',4,250,0),
 (4,'Rohrzucker Delta','Antwerp','Belgium','Wim Aerts','+32 3 555 0166','+32 470 555 031',7,1000,1),
 (5,'Beerenhof Lutz','Oberkirch','Germany','Simone Lutz','07802 555 13','0171 555 0148',3,20,0),
 (6,'Ashanti Beans Co-op','Kumasi','Ghana','Kofi Boateng','+233 32 555 09','+233 24 555 0195',38,800,1);
INSERT INTO staff VALUES
 (1,'Leontine Marbach','head chocolatier','early','20','2003-05-01',1,NULL),
 (2,'Jakub Wrona','line foreman','early','31','2010-09-15',1,1),
 (3,'Hediye Sahin','line foreman','late','32','2014-02-01',0,1),
 (4,'Piet Oosterling','chocolatier','early','24','2018-08-20',0,1),
 (5,'Mona Eberle','quality tester','late','40','2016-11-07',1,NULL),
 (6,'Gianluca Sforza','chocolatier','night','25','2021-03-29',0,4),
 (7,'Ruth Amann','quality tester','early','41','2022-06-13',0,5);
INSERT INTO ingredients VALUES
 (1,'Verapaz Cocoa Mass','cocoa',1,9.8,2400,900,17,24,0),
 (2,'Ashanti Cocoa Mass','cocoa',6,7.4,3100,1200,17,24,0),
 (3,'Piedmont Hazelnut Paste','nut',2,16.5,380,150,14,9,1),
 (4,'Alpine Milk Powder','dairy',3,4.9,1250,600,18,12,1),
 (5,'Raw Cane Sugar','sugar',4,1.35,5600,2000,20,36,0),
 (6,'Freeze-dried Raspberry','fruit',5,41,65,25,16,18,0),
 (7,'Sour Cherry Brandy Puree','fruit',5,12.2,90,40,6,4,0),
 (8,'Almond Slivers','nut',2,11.9,210,100,14,10,1);
INSERT INTO lines VALUES
 (1,'Big Bertha','Hall 1',600,31.5,1998,'2024-06-12','2024-12-12',0,2),
 (2,'Little Enrober','Hall 1',140,30.8,2009,'2024-08-28','2025-02-28',0,3),
 (3,'Moulding Two','Hall 2',320,31,2016,'2024-09-05','2025-03-05',1,2),
 (4,'Truffle Bench','Hall 3',45,29.5,2020,'2024-04-17','2025-04-17',0,3),
 (5,'Hollow Spinner','Hall 2',90,30.2,1987,'2024-07-30','2025-01-30',1,3);
INSERT INTO recipes VALUES
 (1,'Coban Night','bar',82,90,4.2,2.6,1,3,1,NULL,1),
 (2,'Alba Velvet','praline',45,12,1.1,0.62,0,2,4,3,4),
 (3,'Meadow Milk','bar',38,100,2.9,1.75,0,1,2,4,1),
 (4,'Raspberry Thunder','bar',62,80,4.6,2.85,1,3,2,6,6),
 (5,'Kirsch Bomb','truffle',58,15,1.4,0.8,0,4,1,7,1),
 (6,'Easter Hare Ludo','figure',36,150,7.5,4.4,0,5,4,NULL,3),
 (7,'Almond Cobble','bar',52,110,3.8,2.3,0,1,2,8,4);
INSERT INTO batches VALUES
 (1,'L-2401',1,4,5,'2024-09-02','2026-03-02',420,401,'passed'),
 (2,'L-2402',2,6,7,'2024-09-10','2025-05-10',150,138,'passed'),
 (3,'L-2403',3,4,5,'2024-09-18','2025-09-18',1200,1166,'passed'),
 (4,'L-2404',4,6,5,'2024-10-01','2025-10-01',300,214,'blocked'),
 (5,'L-2405',5,1,7,'2024-10-08','2025-01-08',60,55,'passed'),
 (6,'L-2406',7,4,7,'2024-10-15','2025-07-15',900,872,'pending'),
 (7,'L-2407',1,6,5,'2024-10-21','2026-04-21',400,384,'pending');
INSERT INTO shops VALUES
 (1,'Marktplatz Store','Ravensburg','own','Dorle Knapp','0751 555 21','2004-10-08',85,0,1),
 (2,'Factory Outlet','Weingarten','own','Milan Hruby','0751 555 30','2011-03-17',160,0,1),
 (3,'Sweet Corner Kranz','Ulm','partner','Helmut Kranz','0731 555 48','2015-06-01',40,12,0),
 (4,'Lago Kaufhaus','Konstanz','department store','Ines Ferrante','07531 555 62','2018-11-22',25,18.5,0),
 (5,'Confiserie Amsel','Zurich','partner','Beat Amsel','+41 44 555 73','2020-09-12',55,15,1);
INSERT INTO consignments VALUES
 (1,'CN-801',1,1,30,'2024-09-06','2024-09-06','received',0),
 (2,'CN-802',2,5,12,'2024-09-13','2024-09-16','received',1),
 (3,'CN-803',3,3,48,'2024-09-24','2024-09-25','short',0),
 (4,'CN-804',3,4,60,'2024-09-26','2024-09-27','received',0),
 (5,'CN-805',5,2,8,'2024-10-10','2024-10-10','received',1),
 (6,'CN-806',5,5,6,'2024-10-14',NULL,'held at customs',1),
 (7,'CN-807',1,4,20,'2024-10-22',NULL,'on the road',0);
