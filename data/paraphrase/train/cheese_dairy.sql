CREATE TABLE farms (
  id INTEGER PRIMARY KEY, farm TEXT NOT NULL UNIQUE, farmer TEXT, village TEXT, tel TEXT, mobile TEXT, head INTEGER, l_day INTEGER, ct_per_l REAL,
  organic INTEGER CHECK (organic IN (0, 1)), supplies_since TEXT);
CREATE TABLE cheeses (
  id INTEGER PRIMARY KEY, cheese TEXT NOT NULL UNIQUE, milk TEXT CHECK (milk IN ('cow','goat','ewe')), rind TEXT, wheel_kg REAL, dia_cm REAL, ht_cm REAL, fat_pct REAL, salt_pct REAL,
  min_wks INTEGER, shelf_days INTEGER, shop_kg REAL, trade_kg REAL, raw INTEGER CHECK (raw IN (0, 1)));
CREATE TABLE makers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, job TEXT, born TEXT, hired TEXT, tel TEXT, mobile TEXT, shift TEXT CHECK (shift IN ('early','late')),
  lorry_lic INTEGER CHECK (lorry_lic IN (0, 1)), taught_by_id INTEGER REFERENCES makers(id));
CREATE TABLE cellars (
  id INTEGER PRIMARY KEY, cellar TEXT NOT NULL UNIQUE, temp_c REAL, rh_pct INTEGER, boards INTEGER, cap_wheels INTEGER, dug INTEGER, disinfected TEXT,
  tended_by_id INTEGER REFERENCES makers(id));
CREATE TABLE batches (
  id INTEGER PRIMARY KEY, batch_no TEXT NOT NULL UNIQUE, cheese_id INTEGER REFERENCES cheeses(id), farm_id INTEGER REFERENCES farms(id), now_in_id INTEGER REFERENCES cellars(id),
  first_in_id INTEGER REFERENCES cellars(id), made_by_id INTEGER REFERENCES makers(id), made_on TEXT, ready_on TEXT, litres INTEGER, wheels INTEGER, ph REAL,
  state TEXT CHECK (state IN ('ripening','ready','sold out','blocked')));
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, kind TEXT, town TEXT, buyer TEXT, email TEXT, tel TEXT, pay_days INTEGER, disc_pct REAL, gate_code TEXT);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, note_no TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), batch_id INTEGER REFERENCES batches(id),
  packed_by_id INTEGER REFERENCES makers(id), driver_id INTEGER REFERENCES makers(id), left_on TEXT, due_on TEXT, crates INTEGER, net_kg REAL, gross_kg REAL, invoice_eur REAL,
  status TEXT CHECK (status IN ('packed','under way','delivered','sent back')));
INSERT INTO farms VALUES
 (1,'Upper Sillbach','Kaspar Ruegg','Sillbach','071 555 2010','079 555 2010',38,720,58.5,1,'1996-05-01'),
 (2,'Lindenhof','Beatrice Moosmann','Egg','071 555 2144','079 555 2144',64,1350,54,0,'2004-09-15'),
 (3,'Goat Rocks','Tobias Fenn','Hochwies','071 555 2377','076 555 2377',120,310,97,1,'2012-03-20'),
 (4,'Widow Amstad''s','Rosa Amstad','Sillbach','071 555 2098',NULL,14,240,61,1,'1979-10-01'),
 (5,'Schafmatt','Ueli Brodbeck','Matten','071 555 2801','078 555 2801',210,280,142,0,'2018-02-10');
INSERT INTO cheeses VALUES
 (1,'Sillbacher Reserve','cow','brushed',6.8,32,8.5,50,1.9,40,120,31.5,22.4,1),
 (2,'Mild Egger','cow','brushed',5.5,30,7,48,1.5,8,60,19.8,13.9,0),
 (3,'Hochwies Ash','goat','ash',0.25,9,4,45,1.7,2,28,46,33,1),
 (4,'Rosa''s Red','cow','washed',1.9,20,5,52,2.1,6,35,27.9,19.5,1),
 (5,'Blue Matten','ewe','natural',2.4,18,10,51,3.2,14,50,42.5,30.2,0),
 (6,'Little Bell','goat','bloomy',0.18,7,3,46,1.4,2,21,49,35.5,0),
 (7,'Shepherd Old','ewe','brushed',4.1,24,9,53,2.3,52,180,48,34,1);
INSERT INTO makers VALUES
 (1,'Armin Zellweger','master cheesemaker','1963-04-17','1988-06-01','10','079 555 4401','early',0,NULL),
 (2,'Noemi Castelberg','cheesemaker','1990-11-05','2014-08-01','12','079 555 4402','early',0,1),
 (3,'Yusuf Karaca','affineur','1982-02-23','2009-03-16','15','076 555 4403','late',1,1),
 (4,'Dario Penna','cheesemaker','1995-07-30','2019-10-01','13','078 555 4404','late',0,2),
 (5,'Hedwig Loosli','driver','1971-09-09','2016-01-11','20','079 555 4405','early',1,NULL),
 (6,'Finja Marti','apprentice','2006-12-01','2023-08-14','16','076 555 4406','early',0,3);
INSERT INTO cellars VALUES
 (1,'Rock Cellar',10.5,94,80,960,1871,'2024-07-15',3),(2,'Brick Vault',12,90,45,400,1926,'2024-08-20',3),
 (3,'Blue Room',9,96,20,180,1998,'2024-09-30',4),(4,'Goat Larder',13.5,86,24,600,2012,'2024-10-07',2),(5,'Cold Store',4,75,60,1100,2015,'2024-09-02',6);
INSERT INTO batches VALUES
 (1,'B-2401',1,1,1,2,1,'2024-01-11','2024-10-17',2900,41,5.25,'ready'),(2,'B-2417',2,2,5,2,2,'2024-07-03','2024-08-28',3200,56,5.3,'sold out'),
 (3,'B-2422',5,5,3,3,4,'2024-07-22','2024-10-28',1400,66,4.9,'ripening'),(4,'B-2430',4,4,2,4,2,'2024-09-12','2024-10-24',950,48,5.1,'blocked'),
 (5,'B-2435',3,3,4,4,2,'2024-10-10','2024-10-24',420,190,4.6,'ready'),(6,'B-2436',6,3,4,4,6,'2024-10-15','2024-10-29',260,165,4.65,'ripening'),
 (7,'B-2319',7,5,1,3,1,'2023-09-05','2024-09-03',1250,31,5.4,'ready'),(8,'B-2409',1,4,1,2,4,'2024-04-18','2025-01-23',1100,15,5.2,'ripening');
INSERT INTO customers VALUES
 (1,'Delikatess Brandenberger','shop','Winterthur','Silvan Brandenberger','bestellung@brandenberger.example','052 555 7010',30,12,'2580#'),
 (2,'Hotel Zum Steinbock','restaurant','Arosa','Chef Giraud','kueche@steinbock.example','081 555 7024',14,8,NULL),
 (3,'Thursday Market Stall','shop','St Gallen','Lotti Huser','lotti@markt.example','071 555 7099',7,5,NULL),
 (4,'Fromage & Fils','wholesaler','Lausanne','Mme Dutoit','achats@fromagefils.example','021 555 7300',60,20,'A114'),
 (5,'Seeblick Canteen','restaurant','Rorschach','Mr Okello','canteen@seeblick.example','071 555 7412',30,10,'0907'),
 (6,'Pruefer Imports','wholesaler','Munich','Anja Pruefer','anja@pruefer.example','+49 89 555 760',45,18,'77-31');
INSERT INTO deliveries VALUES
 (1,'LS-801',1,1,6,5,'2024-10-18','2024-10-18',4,54.4,61,1218.5,'delivered'),(2,'LS-802',4,2,2,5,'2024-09-02','2024-09-03',12,192.5,219,2675.75,'delivered'),
 (3,'LS-803',2,5,6,3,'2024-10-24','2024-10-25',2,10,12.4,330,'under way'),(4,'LS-804',3,4,4,5,'2024-10-23','2024-10-24',3,19,22.6,370.5,'sent back'),
 (5,'LS-805',6,7,3,3,NULL,'2024-11-04',5,61.5,70.2,2091,'packed'),(6,'LS-806',5,2,4,5,'2024-09-10','2024-09-10',3,33,38.1,458.7,'delivered'),
 (7,'LS-807',1,5,6,5,'2024-10-25','2024-10-25',1,6,7.5,198,'under way');
