CREATE TABLE depots (
  id INTEGER PRIMARY KEY, depot TEXT NOT NULL UNIQUE, locality TEXT, shelf_m REAL, gate_code TEXT, night_drop INTEGER CHECK (night_drop IN (0, 1)), parent_id INTEGER REFERENCES depots(id));
CREATE TABLE vehicles (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, maker TEXT, body TEXT, built_from INTEGER, built_to INTEGER, displacement_cc INTEGER, fuel TEXT);
CREATE TABLE parts (
  id INTEGER PRIMARY KEY, part TEXT NOT NULL UNIQUE, part_no TEXT, fits_id INTEGER REFERENCES vehicles(id), family TEXT, net_eur REAL, deposit_eur REAL,
  mass_g INTEGER, origin TEXT, warranty_mths INTEGER, reman INTEGER CHECK (reman IN (0, 1)));
CREATE TABLE stock (
  id INTEGER PRIMARY KEY, bin TEXT NOT NULL UNIQUE, part_id INTEGER REFERENCES parts(id), depot_id INTEGER REFERENCES depots(id),
  on_hand INTEGER, reorder_at INTEGER, last_counted TEXT, frozen INTEGER CHECK (frozen IN (0, 1)));
CREATE TABLE reps (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, depot_id INTEGER REFERENCES depots(id), desk_phone TEXT, entered TEXT, bonus_pct REAL);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL UNIQUE, rep_id INTEGER REFERENCES reps(id), kind TEXT, postcode TEXT, place TEXT, rebate_pct REAL, credit_eur REAL, on_hold INTEGER CHECK (on_hold IN (0, 1)));
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY, inv_no TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), depot_id INTEGER REFERENCES depots(id),
  issued TEXT, payable_by TEXT, gross_eur REAL, settlement TEXT, reminders INTEGER);
CREATE TABLE invoice_items (
  id INTEGER PRIMARY KEY, item_ref TEXT NOT NULL UNIQUE, invoice_id INTEGER REFERENCES invoices(id), part_id INTEGER REFERENCES parts(id), pcs INTEGER, each_eur REAL, returned INTEGER CHECK (returned IN (0, 1)));
INSERT INTO depots VALUES
 (1,'Central Depot Hagen','Hagen',4200,'77-31',1,NULL),
 (2,'Depot Lenne','Altena',860,'19-04',0,1),
 (3,'Depot Ruhrtal','Witten',1150,'52-88',1,1),
 (4,'Depot Haar','Soest',640,'30-65',0,3),
 (5,'Depot Volme','Lüdenscheid',705,'83-12',1,2);
INSERT INTO vehicles VALUES
 (1,'Tarn 300','Corvex','van',2009,2018,2198,'diesel'),
 (2,'Lumo City','Lumo','hatchback',2014,2022,999,'petrol'),
 (3,'Kardo Ranger','Kardo','pick-up',2006,2015,2776,'diesel'),
 (4,'Aurin Strada','Aurin','estate',1998,2007,1796,'petrol'),
 (5,'Corvex Mistral','Corvex','saloon',2016,2023,1598,'petrol'),
 (6,'Kardo Mule','Kardo','van',2012,2021,2299,'diesel');
INSERT INTO parts VALUES
 (1,'Brake Disc Veltro 280','VT-280-11',1,'brakes',46.9,0,7400,'Italy',24,0),
 (2,'Alternator Dynax 120A','DX-120-R',3,'electrics',189,60,5900,'Czechia',12,1),
 (3,'Clutch Kit Sarro','SR-4410',2,'drivetrain',134.5,0,4850,'Spain',24,0),
 (4,'Oil Filter Hexon H7','HX-0007',2,'filters',6.8,0,310,'Poland',6,0),
 (5,'Starter Motor Dynax S2','DX-S2-R',6,'electrics',142,45,3600,'Czechia',12,1),
 (6,'Wishbone Lindqvist L','LQ-77L',4,'chassis',58.2,0,2950,'Sweden',36,0),
 (7,'Water Pump Aquila','AQ-2210',5,'cooling',73.4,0,1280,'Italy',18,0),
 (8,'Turbo Brunner T18','BR-T18-X',1,'engine',612,150,8150,'Austria',15,1),
 (9,'Brake Pads Veltro P4','VT-P4',5,'brakes',28.6,0,1720,'Italy',9,0);
INSERT INTO stock VALUES
 (1,'H-A12',1,1,38,12,'2024-09-30',0),
 (2,'H-B03',2,1,7,4,'2024-09-29',0),
 (3,'H-C21',4,1,420,150,'2024-09-28',0),
 (4,'L-02',3,2,5,3,'2024-08-14',0),
 (5,'L-09',4,2,16,40,'2024-08-15',0),
 (6,'R-14',8,3,2,1,'2024-10-07',1),
 (7,'R-17',7,3,11,5,'2024-10-08',0),
 (8,'S-05',6,4,0,2,'2024-07-22',0),
 (9,'S-08',9,4,19,10,'2024-07-23',1),
 (10,'V-01',5,5,3,6,'2024-10-21',0),
 (11,'V-06',1,5,8,9,'2024-10-22',0);
INSERT INTO reps VALUES
 (1,'Ulla Dreier',1,'02331 80-114','2002-11-01',3.5),
 (2,'Nico Zanetti',3,'02302 41-220','2015-06-15',2.8),
 (3,'Swantje Voss',2,'02352 97-331','2019-01-07',2.25),
 (4,'Bekir Tuncel',5,'02351 66-402','2022-03-21',1.9),
 (5,'Roswitha Kahl',1,'02331 80-119','1997-08-18',4.1);
INSERT INTO customers VALUES
 (1,'Garage Pohlmann',1,'workshop','58095','Hagen',18,12000,0),
 (2,'Autohaus Siepe',5,'dealership','58636','Iserlohn',22.5,40000,0),
 (3,'Taxi Ruhrblitz',2,'fleet','58452','Witten',12,8000,1),
 (4,'Schrauberhalle Ost',2,'workshop','44894','Bochum',10,3500,0),
 (5,'Ferdinand Grothe',3,'private','58762','Altena',0,0,0),
 (6,'Landkurier Soest',4,'fleet','59494','Soest',15,16000,0),
 (7,'Werkstatt Behrens',4,'workshop','58507','Lüdenscheid',14,5000,1);
INSERT INTO invoices VALUES
 (1,'RE-30071',1,1,'2024-10-01','2024-10-31',446.49,'settled',0),
 (2,'RE-30072',3,3,'2024-10-02','2024-10-16',1456.56,'overdue',2),
 (3,'RE-30073',5,2,'2024-10-04','2024-10-18',160.06,'settled',1),
 (4,'RE-30074',2,1,'2024-10-07','2024-11-21',890.12,'open',0),
 (5,'RE-30075',6,4,'2024-10-09','2024-11-08',337.96,'part-paid',1),
 (6,'RE-30076',7,5,'2024-10-10','2024-10-24',168.98,'overdue',3),
 (7,'RE-30077',4,3,'2024-10-14','2024-11-13',87.35,'open',0),
 (8,'RE-30078',1,1,'2024-10-17','2024-11-16',80.92,'credited',0);
INSERT INTO invoice_items VALUES
 (1,'30071-1',1,1,8,46.9,0),
 (2,'30072-1',2,8,2,612,0),
 (3,'30073-1',3,3,1,134.5,0),
 (4,'30074-1',4,2,3,185,0),
 (5,'30074-2',4,9,6,27.5,1),
 (6,'30075-1',5,6,4,57,0),
 (7,'30075-2',5,9,2,28,0),
 (8,'30076-1',6,5,1,142,0),
 (9,'30077-1',7,7,1,73.4,0),
 (10,'30078-1',8,4,10,6.8,1);
