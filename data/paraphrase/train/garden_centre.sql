CREATE TABLE growers (
  id INTEGER PRIMARY KEY, nursery TEXT NOT NULL UNIQUE, contact_person TEXT, region TEXT, founded INTEGER, organic INTEGER CHECK (organic IN (0, 1)), lead_time_days INTEGER);
INSERT INTO growers VALUES
 (1,'Hollins & Daughter','Petra Hollins','Kent',1952,1,4),
 (2,'Vandermeer Stek','Joost Vandermeer','Gelderland',1987,0,9),
 (3,'Fernwick Nursery','Ailsa Duthie','Perthshire',1998,1,6),
 (4,'Casa Olivar','Nuria Beltran','Murcia',1975,0,14),
 (5,'Tidewell Bulbs','Graham Stoat','Lincolnshire',1931,0,5);
CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, town TEXT, postcode TEXT, glasshouse_m2 INTEGER, has_cafe INTEGER CHECK (has_cafe IN (0, 1)), parking_spaces INTEGER, opened TEXT);
INSERT INTO branches VALUES
 (1,'Mill Lane','Faversham','ME13 8LP',1800,1,120,'1994-04-09'),
 (2,'Old Orchard','Ludlow','SY8 2QT',950,0,45,'2003-03-22'),
 (3,'Saltmarsh','Boston','PE21 0GH',2400,1,200,'2011-05-14'),
 (4,'Kirkbrae','Perth','PH2 7XD',1250,1,80,'2016-02-27'),
 (5,'Withy Bridge','Ludlow','SY8 1AR',400,0,18,'2021-09-04');
CREATE TABLE plants (
  id INTEGER PRIMARY KEY, cultivar TEXT NOT NULL UNIQUE, latin TEXT, grp TEXT, max_height_cm INTEGER, blooms_in TEXT, hardy_to_c INTEGER,
  light TEXT CHECK (light IN ('full sun','part shade','shade')), toxic INTEGER CHECK (toxic IN (0, 1)), pot_size_l REAL, price_gbp REAL, grower_id INTEGER REFERENCES growers(id));
INSERT INTO plants VALUES
 (1,'Emberglow','Helenium autumnale','perennial',110,'August',-20,'full sun',1,2,8.99,1),
 (2,'Moon Lantern','Hydrangea paniculata','shrub',180,'July',-25,'part shade',1,5,24.5,2),
 (3,'Lady Ancrum','Rosa','shrub',140,'June',-18,'full sun',0,7.5,29,1),
 (4,'Green Tapestry','Polystichum setiferum','fern',60,NULL,-15,'shade',0,3,11.25,3),
 (5,'Old Moorish','Olea europaea','tree',350,'May',-7,'full sun',0,25,149,4),
 (6,'Skipper''s Gold','Narcissus','bulb',40,'March',-20,'full sun',1,1,3.49,5),
 (7,'Dusk Bell','Digitalis purpurea','perennial',150,'June',-22,'part shade',1,2,6.75,3),
 (8,'Frostine','Helleborus niger','perennial',35,'January',-20,'shade',1,2,12.95,2),
 (9,'Amber Crab','Malus','tree',400,'April',-28,'full sun',0,18,64,2);
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, job TEXT, dept TEXT, since TEXT, ext TEXT, hours_pw REAL, forklift_licence INTEGER CHECK (forklift_licence IN (0, 1)),
  branch_id INTEGER REFERENCES branches(id), reports_to_id INTEGER REFERENCES staff(id));
INSERT INTO staff VALUES
 (1,'Winifred Tate','branch manager','office','2001-10-01','100',40,0,1,NULL),
 (2,'Colm Hardacre','plant buyer','purchasing','2009-02-16','118',37.5,0,1,1),
 (3,'Ngozi Perrault','branch manager','office','2012-06-11','300',40,1,3,1),
 (4,'Davy Muldoon','yard hand','outdoor','2019-03-04','322',30,1,3,3),
 (5,'Sian Prosser','sales adviser','houseplants','2020-05-18','207',24,0,2,1),
 (6,'Euan Lockhart','branch manager','office','2015-11-02','400',40,0,4,1),
 (7,'Bea Whitcombe','sales adviser','outdoor','2023-04-01','411',16,0,4,6);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('private','trade','council')), phone TEXT, loyalty_points INTEGER, newsletter INTEGER CHECK (newsletter IN (0, 1)));
INSERT INTO customers VALUES
 (1,'Harriet Bloy','private','01795 550 121',340,1),(2,'Greenfold Landscapes','trade','01584 550 870',5120,0),
 (3,'Tobias Enright','private','01205 550 316',75,1),(4,'Ludlow Town Gardens','council','01584 550 002',0,0),
 (5,'Morag Sillars','private','01738 550 944',1180,1),(6,'Pennant & Pike','trade','01205 550 733',2260,1);
CREATE TABLE sales (
  id INTEGER PRIMARY KEY, receipt_no TEXT NOT NULL UNIQUE, sold_on TEXT, qty INTEGER, total_gbp REAL, paid_by TEXT, plant_id INTEGER REFERENCES plants(id),
  customer_id INTEGER REFERENCES customers(id), branch_id INTEGER REFERENCES branches(id));
INSERT INTO sales VALUES
 (1,'S-7101','2024-03-09',12,41.88,'cash',6,1,1),(2,'S-7102','2024-03-16',40,980,'account',2,2,2),(3,'S-7103','2024-03-16',1,149,'card',5,3,3),
 (4,'S-7104','2024-03-23',6,77.7,'card',8,5,4),(5,'S-7105','2024-04-02',200,698,'account',6,4,5),(6,'S-7106','2024-04-06',3,87,'card',3,1,1),
 (7,'S-7107','2024-04-06',8,512,'account',9,6,3),(8,'S-7108','2024-04-13',2,22.5,'cash',4,5,4),(9,'S-7109','2024-04-20',15,101.25,'account',7,2,2),
 (10,'S-7110','2024-05-04',5,44.95,'voucher',1,3,3),(11,'S-7111','2024-05-04',1,29,'cash',3,5,4);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, docket TEXT NOT NULL UNIQUE, due_on TEXT, arrived_on TEXT, trolleys INTEGER, stage TEXT CHECK (stage IN ('ordered','on the road','unloaded','refused')),
  grower_id INTEGER REFERENCES growers(id), branch_id INTEGER REFERENCES branches(id), received_by_id INTEGER REFERENCES staff(id));
INSERT INTO deliveries VALUES
 (1,'DK-41','2024-03-01','2024-03-01',8,'unloaded',5,1,2),(2,'DK-42','2024-03-08','2024-03-11',14,'unloaded',2,3,4),
 (3,'DK-43','2024-03-15','2024-03-15',3,'refused',4,3,3),(4,'DK-44','2024-04-19',NULL,6,'on the road',3,4,NULL),
 (5,'DK-45','2024-05-02',NULL,10,'ordered',1,2,NULL),(6,'DK-46','2024-04-22',NULL,5,'on the road',2,1,NULL),(7,'DK-47','2024-04-05','2024-04-04',9,'unloaded',1,4,7);
CREATE TABLE complaints (
  id INTEGER PRIMARY KEY, case_no TEXT NOT NULL UNIQUE, lodged_on TEXT, subject TEXT, outcome TEXT CHECK (outcome IN ('open','refunded','replaced','rejected')), refund_gbp REAL,
  sale_id INTEGER REFERENCES sales(id), handler_id INTEGER REFERENCES staff(id));
INSERT INTO complaints VALUES
 (1,'CP-14','2024-03-20','leaf drop','replaced',0,3,3),(2,'CP-15','2024-04-01','wrong colour','refunded',77.7,4,6),
 (3,'CP-16','2024-04-10','bulbs rotten','open',NULL,1,1),(4,'CP-17','2024-04-15','broken pot','rejected',0,8,7),
 (5,'CP-18','2024-04-29','leaf drop','open',NULL,7,3),(6,'CP-19','2024-05-06','greenfly','rejected',0,9,5);
