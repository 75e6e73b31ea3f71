CREATE TABLE estates (
  id INTEGER PRIMARY KEY, estate TEXT NOT NULL UNIQUE, region TEXT, country TEXT, elev_m INTEGER, planted_ha REAL, founded INTEGER, manager TEXT, agent TEXT,
  organic INTEGER CHECK (organic IN (0, 1)));
CREATE TABLE teas (
  id INTEGER PRIMARY KEY, tea TEXT NOT NULL UNIQUE, type TEXT, leaf_grade TEXT, brew_c INTEGER, steep_min REAL, eur_kg REAL, eur_100g REAL,
  scented INTEGER CHECK (scented IN (0, 1)), estate_id INTEGER REFERENCES estates(id), substitute_id INTEGER REFERENCES teas(id));
CREATE TABLE warehouses (
  id INTEGER PRIMARY KEY, warehouse TEXT NOT NULL UNIQUE, town TEXT, foreman TEXT, tel_day TEXT, tel_night TEXT, floor_m2 INTEGER, pallet_slots INTEGER,
  bonded INTEGER CHECK (bonded IN (0, 1)));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT, second_lang TEXT, ext TEXT, mobile TEXT, joined TEXT, hrs_pw REAL, trained_by_id INTEGER REFERENCES staff(id));
CREATE TABLE lots (
  id INTEGER PRIMARY KEY, lot_code TEXT NOT NULL UNIQUE, tea_id INTEGER REFERENCES teas(id), warehouse_id INTEGER REFERENCES warehouses(id), picked_on TEXT, landed_on TEXT,
  best_before TEXT, gross_kg REAL, net_kg REAL, chests INTEGER, state TEXT);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, kind TEXT, town TEXT, buyer TEXT, email TEXT, credit_eur REAL, pay_days INTEGER,
  samples INTEGER CHECK (samples IN (0, 1)), rep_id INTEGER REFERENCES staff(id));
CREATE TABLE tastings (
  id INTEGER PRIMARY KEY, sheet TEXT NOT NULL UNIQUE, lot_id INTEGER REFERENCES lots(id), taster_id INTEGER REFERENCES staff(id), checker_id INTEGER REFERENCES staff(id),
  held_on TEXT, liquor_pts REAL, aroma_pts REAL, note TEXT, verdict TEXT, blind INTEGER CHECK (blind IN (0, 1)));
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, lot_id INTEGER REFERENCES lots(id), bill_to_id INTEGER REFERENCES customers(id), ship_to_id INTEGER REFERENCES customers(id),
  placed_on TEXT, promised_on TEXT, left_on TEXT, kg REAL, total_eur REAL, stage TEXT);
INSERT INTO estates VALUES
 (1,'Mirikbari','Darjeeling','India',1680,212,1868,'Anup Chettri','Banerjee & Sons',1),
 (2,'Halduguri','Assam','India',95,540,1899,'Rituraj Gogoi','Banerjee & Sons',0),
 (3,'Kandewela','Uva','Sri Lanka',1320,310,1884,'Nimal Perera','Lanka Leaf Brokers',0),
 (4,'Yamashiro Farm','Shizuoka','Japan',240,18,1951,'Keiko Yamashiro','Sato Trading',1),
 (5,'Bailu Garden','Fujian','China',780,46,1996,'Lin Qiaozhen','Xiamen Harvest',1),
 (6,'Chemosit Hills','Kericho','Kenya',2050,690,1927,'Joyce Rotich','Mombasa Tea House',0);
INSERT INTO teas VALUES
 (1,'Mirik First Flush','black','FTGFOP1',90,2.5,78,11.5,0,1,3),
 (2,'Assam Lion','black','TGFOP',100,4,24,3.9,0,2,6),
 (3,'Uva Moonrise','black','BOP',98,3.5,31,4.6,0,3,2),
 (4,'Sencha Asagiri','green','whole leaf',70,1.5,62,9.2,0,4,NULL),
 (5,'Jasmine Cloud','green','pearls',78,3,54,8.1,1,5,4),
 (6,'Kericho Copper','black','CTC',100,3,11,2.2,0,6,2),
 (7,'White Egret','white','buds',75,6,120,17.9,0,5,NULL),
 (8,'Iron Monk','oolong','rolled',92,2,69,10.4,0,5,NULL),
 (9,'Rose Temple','black','whole leaf',95,4,39,5.9,1,5,3);
INSERT INTO warehouses VALUES
 (1,'Speicher Acht','Hamburg','Jens Tiedemann','040 555 0180','040 555 0189',2900,1450,1),
 (2,'Dock Barn','Bremen','Ilka Behrens','0421 555 220','0421 555 229',1700,820,1),
 (3,'Rose Yard','Antwerp','Luc Vermeulen','+32 3 555 014','+32 3 555 019',3400,2100,1),
 (4,'Mill Loft','Leer','Hinnerk Boomgaarden','0491 555 31','0491 555 39',640,260,0),
 (5,'Hall Nine','Duisburg','Ayse Demirel','0203 555 702','0203 555 709',1250,700,0);
INSERT INTO staff VALUES
 (1,'Friederike Oltmann','head taster','French','-10','0170 555 0110','1998-03-01',38,NULL),
 (2,'Sanjay Mukherjee','taster','Bengali','-12','0170 555 0112','2011-09-15',40,1),
 (3,'Lotte Harms','trainee taster','Japanese','-14','0170 555 0114','2023-08-01',35,2),
 (4,'Pieter Claes','sales rep','Dutch','-21','0170 555 0121','2014-05-02',40,NULL),
 (5,'Ewa Nowicka','sales rep','Polish','-23','0170 555 0123','2019-01-07',32,4),
 (6,'Tomke Frerichs','customs clerk','English','-30','0170 555 0130','2007-11-19',28,NULL);
INSERT INTO lots VALUES
 (1,'TL-2401',1,1,'2024-03-18','2024-05-02','2026-03-31',520,480,16,'released'),
 (2,'TL-2402',2,2,'2024-06-05','2024-07-30','2027-06-30',2150,2000,50,'released'),
 (3,'TL-2403',3,3,'2024-07-22','2024-09-11','2027-07-31',1640,1520,38,'on hold'),
 (4,'TL-2404',4,1,'2024-05-04','2024-05-28','2025-05-31',190,170,17,'released'),
 (5,'TL-2405',5,3,'2024-08-09','2024-10-14','2026-08-31',435,400,20,'at customs'),
 (6,'TL-2406',6,5,'2024-09-01','2024-10-20','2027-08-31',5300,5000,100,'released'),
 (7,'TL-2407',7,4,'2024-04-02','2024-06-17','2026-10-31',96,84,7,'sold out'),
 (8,'TL-2408',8,3,'2024-05-15',NULL,'2027-05-31',330,300,12,'at sea'),
 (9,'TL-2409',2,4,'2024-07-12','2024-08-26','2027-07-31',1290,1200,30,'blocked');
INSERT INTO customers VALUES
 (1,'Teekontor Brook','wholesale','Hamburg','Malte Brook','einkauf@brook.example',40000,30,1,4),
 (2,'Café Sonnenuhr','gastronomy','Freiburg','Nele Vogt','nele@sonnenuhr.example',1500,14,0,5),
 (3,'Hotel Kaiserhof','gastronomy','Vienna','Leopold Anders','food@kaiserhof.example',8000,21,1,5),
 (4,'Leaf & Ladle','retail','Ghent','Marijke Dhont','shop@leafladle.example',3000,14,1,4),
 (5,'Bonbon Blends','packer','Krakow','Jacek Wilk','jacek@bonbon.example',25000,45,0,5),
 (6,'Green Door Teas','retail','Leeds','Harriet Moss','harriet@greendoor.example',2500,7,0,4);
INSERT INTO tastings VALUES
 (1,'TS-610',1,1,2,'2024-05-06',9.1,9.4,'muscatel, brisk','buy',1),
 (2,'TS-611',2,2,1,'2024-08-02',7.8,7.1,'malty','buy',0),
 (3,'TS-612',3,2,3,'2024-09-13',5.4,6,'smoky, off','re-taste',1),
 (4,'TS-613',4,1,3,'2024-05-30',8.7,9,'seaweed, sweet','buy',0),
 (5,'TS-614',9,3,2,'2024-08-29',3.2,2.9,'musty','reject',1),
 (6,'TS-615',6,2,1,'2024-10-22',7,5.5,'coppery, strong','buy',0),
 (7,'TS-616',7,1,2,'2024-06-20',9.3,8.8,'melon','buy',1);
INSERT INTO orders VALUES
 (1,'PO-8801',1,1,1,'2024-05-10','2024-05-24','2024-05-23',120,9360,'delivered'),
 (2,'PO-8802',2,5,5,'2024-08-05','2024-08-19','2024-08-22',800,19200,'delivered'),
 (3,'PO-8803',7,3,3,'2024-06-25','2024-07-02','2024-07-01',12,1440,'delivered'),
 (4,'PO-8804',4,1,6,'2024-10-01','2024-10-08',NULL,25,1550,'packing'),
 (5,'PO-8805',6,5,1,'2024-10-24','2024-11-11',NULL,1500,16500,'on the lorry'),
 (6,'PO-8806',5,4,4,'2024-10-16','2024-10-30',NULL,20,1080,'waiting'),
 (7,'PO-8807',2,3,2,'2024-09-09','2024-09-16',NULL,15,360,'cancelled'),
 (8,'PO-8808',1,4,4,'2024-10-28','2024-11-05',NULL,8,624,'packing');
