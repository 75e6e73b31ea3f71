CREATE TABLE makers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, seat TEXT, country TEXT, founded INTEGER, rep TEXT, phone TEXT, mobile TEXT, lead_days INTEGER, guar_yrs INTEGER);
CREATE TABLE shops (
  id INTEGER PRIMARY KEY, shop TEXT NOT NULL UNIQUE, street TEXT, town TEXT, tel TEXT, opened TEXT, renovated TEXT, floor_m2 INTEGER,
  repair_desk INTEGER CHECK (repair_desk IN (0, 1)), manager TEXT);
CREATE TABLE lamps (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('pendant','floor','table','wall','ceiling')), designer TEXT, launched INTEGER,
  ht_cm REAL, dia_cm REAL, cord_cm INTEGER, dimmable INTEGER CHECK (dimmable IN (0, 1)), outdoor INTEGER CHECK (outdoor IN (0, 1)), maker_id INTEGER REFERENCES makers(id));
CREATE TABLE variants (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, finish TEXT, socket TEXT, max_w INTEGER, lm INTEGER, net_kg REAL, gross_kg REAL, rrp_eur REAL, offer_eur REAL,
  lamp_id INTEGER REFERENCES lamps(id));
CREATE TABLE electricians (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, mobile TEXT, mail TEXT, rate_h REAL, callout_eur REAL, since TEXT,
  heights INTEGER CHECK (heights IN (0, 1)), shop_id INTEGER REFERENCES shops(id), trained_by_id INTEGER REFERENCES electricians(id));
CREATE TABLE shipments (
  id INTEGER PRIMARY KEY, ship_no TEXT NOT NULL UNIQUE, qty INTEGER, sent_on TEXT, due_on TEXT, arrived_on TEXT, carrier TEXT,
  state TEXT CHECK (state IN ('packing','in transit','arrived','lost')), variant_id INTEGER REFERENCES variants(id), from_shop_id INTEGER REFERENCES shops(id), to_shop_id INTEGER REFERENCES shops(id));
CREATE TABLE returns (
  id INTEGER PRIMARY KEY, rma TEXT NOT NULL UNIQUE, bought_on TEXT, brought_back TEXT, reason TEXT, decision TEXT CHECK (decision IN ('open','refund','exchange','refused')),
  refund_eur REAL, orig_box INTEGER CHECK (orig_box IN (0, 1)), variant_id INTEGER REFERENCES variants(id), shop_id INTEGER REFERENCES shops(id), tested_by_id INTEGER REFERENCES electricians(id));
CREATE TABLE fittings (
  id INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, client TEXT, booked_for TEXT, done_on TEXT, hrs REAL, bill_eur REAL, status TEXT, variant_id INTEGER REFERENCES variants(id),
  lead_id INTEGER REFERENCES electricians(id), helper_id INTEGER REFERENCES electricians(id));
INSERT INTO makers VALUES
 (1,'Lumeo Studio','Milan','Italy',1968,'Chiara Bossi','0039 02 555 10','0039 340 555 10',28,5),
 (2,'Nordglim','Aarhus','Denmark',1994,'Jens Toft','0045 86 555 20','0045 20 555 20',14,10),
 (3,'Brightwell & Sons','Birmingham','England',1921,'Harold Brightwell','0121 555 303','0790 555 303',7,3),
 (4,'Atelier Braise','Lyon','France',2009,'Elodie Marchetti','0033 4 555 40','0033 6 555 40',35,2),
 (5,'Kupferwerk','Solingen','Germany',1956,'Ulrich Sasse','0049 212 555 5','0049 171 555 5',21,5);
INSERT INTO shops VALUES
 (1,'Arcade','Market Arcade 5','Bath','01225 555 110','1998-03-14','2019-09-02',210,1,'Priya Nair'),
 (2,'Dockside','Pier Road 41','Bristol','0117 555 220','2007-06-01','2022-01-17',480,1,'Owen Pritchard'),
 (3,'Old Mint','Coin Lane 8','Exeter','01392 555 330','2013-10-26',NULL,165,0,'Tamsin Hale'),
 (4,'Park & Glow','Ring Road 200','Swindon','01793 555 440','2020-02-29',NULL,900,0,'Leon Abara'),
 (5,'Castle Gate','Gate Street 2','Cardiff','029 555 550','2004-11-05','2015-05-11',240,1,'Rhian Bevan');
INSERT INTO lamps VALUES
 (1,'Pebble','table','Chiara Bossi',2016,24,30,180,1,0,1),
 (2,'Nightingale','pendant','Asta Lund',2011,38,55,250,1,0,2),
 (3,'Tall Oskar','floor','Asta Lund',2018,172,34,220,1,0,2),
 (4,'Porthole','wall','Fred Brightwell',1974,22,22,NULL,0,1,3),
 (5,'Cascade','ceiling','Noemie Braise',2020,95,70,0,1,0,4),
 (6,'Moth','wall','Noemie Braise',2014,31,18,150,0,0,4),
 (7,'Halfmoon','pendant','Dieter Kranz',1962,20,45,300,0,0,5),
 (8,'Jetty','floor','Fred Brightwell',2021,110,16,500,0,1,3);
INSERT INTO variants VALUES
 (1,'PB-20','opal white','E14',40,470,1.1,1.6,149,129,1),
 (2,'PB-21','smoked grey','E14',40,390,1.1,1.6,159,NULL,1),
 (3,'NG-40','brass','E27',60,806,3.4,4.9,420,379,2),
 (4,'NG-41','matt black','E27',60,806,3.2,4.7,395,NULL,2),
 (5,'TO-55','oak','E27',75,1055,7.8,10.2,510,459,3),
 (6,'PH-10','bronze','GX53',9,650,1.9,2.4,88,70,4),
 (7,'CS-70','smoked glass','G9',28,2200,14.5,19,1290,1090,5),
 (8,'MT-15','linen','E14',25,250,0.7,1.2,115,NULL,6),
 (9,'HM-62','copper','E27',100,1340,2.6,3.5,340,299,7),
 (10,'JT-90','galvanised','GX53',9,650,6.1,7.7,265,225,8);
INSERT INTO electricians VALUES
 (1,'Wilf Garrow','0791 555 601','wilf@glowfit.example',58,45,'2003-05-12',1,2,NULL),
 (2,'Meera Joshi','0791 555 602','meera@glowfit.example',52,40,'2012-09-03',1,1,1),
 (3,'Tomos Rhys','0791 555 603','tomos@glowfit.example',49,35,'2017-01-09',0,5,1),
 (4,'Becky Stroud','0791 555 604','becky@glowfit.example',46,35,'2020-08-17',1,2,2),
 (5,'Kofi Mensah','0791 555 605','kofi@glowfit.example',38,30,'2023-09-11',0,1,2),
 (6,'Alun Pugh','0791 555 606','alun@glowfit.example',55,50,'2009-02-23',0,5,NULL);
INSERT INTO shipments VALUES
 (1,'SP-801',12,'2024-10-01','2024-10-03','2024-10-03','Severn Haulage','arrived',1,2,1),
 (2,'SP-802',2,'2024-10-04','2024-10-08','2024-10-10','Parcelhound','arrived',7,2,4),
 (3,'SP-803',6,'2024-10-14','2024-10-17',NULL,'Severn Haulage','in transit',3,1,3),
 (4,'SP-804',20,NULL,'2024-10-24',NULL,'Own van','packing',6,4,5),
 (5,'SP-805',4,'2024-09-20','2024-09-23',NULL,'Parcelhound','lost',9,5,3),
 (6,'SP-806',3,'2024-10-15','2024-10-18',NULL,'Own van','in transit',10,2,5);
INSERT INTO returns VALUES
 (1,'RT-31','2024-08-12','2024-08-30','flickers','exchange',0,1,3,1,2),
 (2,'RT-32','2024-09-07','2024-09-10','wrong colour','refund',159,1,2,1,5),
 (3,'RT-33','2024-05-20','2024-09-21','water inside','open',NULL,0,6,2,4),
 (4,'RT-34','2024-09-28','2024-10-05','cracked glass','refused',0,0,7,2,1),
 (5,'RT-35','2024-10-02','2024-10-11','switch stuck','open',NULL,1,8,5,3),
 (6,'RT-36','2024-09-15','2024-10-12','too dim','refund',299,1,9,5,6);
INSERT INTO fittings VALUES
 (1,'FJ-11','Hotel Beaufort','2024-09-16','2024-09-18',11,690,'finished',7,1,4),
 (2,'FJ-12','Mrs Ellacott','2024-10-02','2024-10-02',1.5,118,'finished',3,2,5),
 (3,'FJ-13','Penarth Yacht Club','2024-10-21',NULL,NULL,NULL,'booked',10,6,3),
 (4,'FJ-14','St Anne School','2024-10-15',NULL,6,340,'under way',6,4,1),
 (5,'FJ-15','Cafe Lark','2024-10-09',NULL,NULL,NULL,'called off',9,2,5);
