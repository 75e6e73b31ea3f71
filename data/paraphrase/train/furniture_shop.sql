CREATE TABLE showrooms (
  showroom_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  city TEXT,
  floor_area_m2 INTEGER,
  since TEXT,
  cafe INTEGER CHECK (cafe IN (0, 1)),
  phone TEXT
);
CREATE TABLE depots (
  depot_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  town TEXT,
  loading_bays INTEGER,
  foreman TEXT,
  heated INTEGER CHECK (heated IN (0, 1))
);
CREATE TABLE articles (
  article_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  sku TEXT UNIQUE,
  kind TEXT,
  timber TEXT,
  price_eur REAL,
  width_cm INTEGER,
  weight_kg REAL,
  assembly_min INTEGER,
  discontinued INTEGER CHECK (discontinued IN (0, 1))
);
CREATE TABLE stock (
  stock_id INTEGER PRIMARY KEY,
  bin TEXT UNIQUE NOT NULL,
  depot_id INTEGER REFERENCES depots(depot_id),
  article_id INTEGER REFERENCES articles(article_id),
  on_hand INTEGER,
  last_counted TEXT
);
CREATE TABLE clients (
  client_id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  town TEXT,
  mobile TEXT,
  trade INTEGER CHECK (trade IN (0, 1)),
  loyalty_tier TEXT
);
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY,
  order_no TEXT UNIQUE NOT NULL,
  client_id INTEGER REFERENCES clients(client_id),
  showroom_id INTEGER REFERENCES showrooms(showroom_id),
  placed_on TEXT,
  state TEXT,
  total_eur REAL,
  deposit_eur REAL,
  salesperson TEXT
);
CREATE TABLE order_lines (
  line_id INTEGER PRIMARY KEY,
  line_code TEXT UNIQUE NOT NULL,
  order_id INTEGER REFERENCES orders(order_id),
  article_id INTEGER REFERENCES articles(article_id),
  qty INTEGER,
  fabric TEXT,
  discount_pct INTEGER
);
CREATE TABLE deliveries (
  delivery_id INTEGER PRIMARY KEY,
  delivery_no TEXT UNIQUE NOT NULL,
  order_id INTEGER REFERENCES orders(order_id),
  depot_id INTEGER REFERENCES depots(depot_id),
  planned_for TEXT,
  driver TEXT,
  progress TEXT,
  charge_eur REAL,
  upstairs INTEGER CHECK (upstairs IN (0, 1))
);
CREATE TABLE complaints (
  complaint_id INTEGER PRIMARY KEY,
  ticket TEXT UNIQUE NOT NULL,
  line_id INTEGER REFERENCES order_lines(line_id),
  reported_on TEXT,
  defect TEXT,
  outcome TEXT,
  refund_eur REAL,
  handled_by TEXT
);
INSERT INTO showrooms VALUES
 (1,'Kiln Yard','Osterby',1800,'2003-04-12',1,'+49 555 1010'),
 (2,'Plane & Peg','Velmont',950,'2011-09-30',0,'+49 555 1022'),
 (3,'The Sawmill','Harlingen',2600,'1989-06-01',1,'+49 555 1034'),
 (4,'Corner Loft','Osterby',420,'2020-02-15',0,'+49 555 1046'),
 (5,'Glasshaus','Trebnitz',1300,'2016-11-05',1,'+49 555 1058');
INSERT INTO depots VALUES
 (1,'Norder Depot','Norderfeld',12,'Hauke Timm',1),
 (2,'Pit Lane Depot','Velmont',6,'Rosa Quint',0),
 (3,'Canal Depot','Trebnitz',9,'Mirko Stahl',1),
 (4,'Old Brickworks','Harlingen',4,'Edda Lorenz',0),
 (5,'Eastgate Store','Gralow',7,'Pavel Horn',0);
INSERT INTO articles VALUES
 (1,'Brindle Armchair','ART-110','chair','beech',489,78,21.5,0,0),
 (2,'Tarn Table','ART-204','table','oak',1290,200,64,35,0),
 (3,'Lowen Sofa','ART-318','sofa','pine',1749,224,88,20,0),
 (4,'Fenwick Shelf','ART-402','storage','oak',329,90,32.5,55,0),
 (5,'Hob Stool','ART-121','chair','ash',79,36,3.8,0,0),
 (6,'Marlow Bed','ART-507','bed','walnut',2150,188,96,90,0),
 (7,'Sidney Dresser','ART-415','storage','walnut',1120,140,71,0,1),
 (8,'Quill Desk','ART-230','table','ash',640,130,29,25,0),
 (9,'Otter Bunk','ART-512','bed','pine',899,104,58,140,1);
INSERT INTO stock VALUES
 (1,'N-01-A',1,1,24,'2025-03-31'),
 (2,'N-02-C',1,3,7,'2025-03-31'),
 (3,'P-11-B',2,2,3,'2025-02-28'),
 (4,'P-12-A',2,5,140,'2025-02-28'),
 (5,'C-05-D',3,6,5,'2025-04-15'),
 (6,'C-06-A',3,4,38,'2025-04-16'),
 (7,'B-01-A',4,7,1,'2024-12-20'),
 (8,'B-02-A',4,9,0,'2024-12-20'),
 (9,'E-07-F',5,8,16,'2025-01-30'),
 (10,'E-08-B',5,1,9,'2025-01-30');
INSERT INTO clients VALUES
 (1,'Annelie Gross','Osterby','0170 220011','0','silver'),
 (2,'Hotel Perlmoor','Trebnitz','0170 220022','1','gold'),
 (3,'Konrad Sieben','Harlingen','0170 220033','0','none'),
 (4,'Mbali Dube','Velmont','0170 220044','0','gold'),
 (5,'Café Distel','Gralow','0170 220055','1','silver'),
 (6,'Jasper Nyholm','Osterby','0170 220066','0','none'),
 (7,'Ottilie Brand','Norderfeld','0170 220077','0','silver');
INSERT INTO orders VALUES
 (1,'FO-3001',1,1,'2025-03-03','delivered',2727,500,'Viktor Maas'),
 (2,'FO-3002',2,5,'2025-03-18','in production',25800,9000,'Leonie Krantz'),
 (3,'FO-3003',3,3,'2025-03-22','delivered',329,0,'Ulf Bergen'),
 (4,'FO-3004',4,2,'2025-04-04','ready to ship',2150,650,'Sina Rocco'),
 (5,'FO-3005',5,5,'2025-04-09','delivered',1580,400,'Leonie Krantz'),
 (6,'FO-3006',6,4,'2025-04-17','cancelled',1749,0,'Viktor Maas'),
 (7,'FO-3007',4,2,'2025-05-02','in production',1290,300,'Sina Rocco'),
 (8,'FO-3008',7,3,'2025-05-06','ready to ship',640,160,'Ulf Bergen'),
 (9,'FO-3009',1,1,'2025-05-12','in production',978,250,'Viktor Maas');
INSERT INTO order_lines VALUES
 (1,'3001/1',1,1,2,'moss velvet',0),
 (2,'3001/2',1,3,1,'grey wool',0),
 (3,'3002/1',2,6,12,NULL,0),
 (4,'3003/1',3,4,1,NULL,0),
 (5,'3004/1',4,6,1,NULL,0),
 (6,'3005/1',5,5,20,'black leather',0),
 (7,'3006/1',6,3,1,'rust linen',0),
 (8,'3007/1',7,2,1,NULL,0),
 (9,'3008/1',8,8,1,NULL,0),
 (10,'3009/1',9,1,2,'rust linen',0),
 (11,'3002/2',2,9,4,NULL,30);
INSERT INTO deliveries VALUES
 (1,'DEL-801',1,1,'2025-04-02','Gisbert Ohm','done',49,1),
 (2,'DEL-802',3,3,'2025-03-29','Tilda Kern','done',29,0),
 (3,'DEL-803',4,3,'2025-05-27','Gisbert Ohm','booked',89,1),
 (4,'DEL-804',5,2,'2025-04-22','Tilda Kern','done',0,0),
 (5,'DEL-805',8,5,'2025-05-30','Remo Falk','booked',49,0),
 (6,'DEL-806',2,3,'2025-07-14','Remo Falk','on hold',0,1);
INSERT INTO complaints VALUES
 (1,'CMP-51',1,'2025-04-05','seam split','refunded',90,'Dagny Wolff'),
 (2,'CMP-52',2,'2025-04-08','leg wobbles','replaced',0,'Piet Ammer'),
 (3,'CMP-53',4,'2025-04-01','scratched','refunded',60,'Dagny Wolff'),
 (4,'CMP-54',6,'2025-04-29','leg wobbles','open',NULL,'Piet Ammer'),
 (5,'CMP-55',6,'2025-05-03','wrong colour','rejected',0,'Dagny Wolff'),
 (6,'CMP-56',4,'2025-05-08','screws missing','open',NULL,'Lotte Sand');
