CREATE TABLE clients (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, contact_person TEXT, town TEXT, vat_no TEXT,
  payment_terms_days INTEGER, sector TEXT);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, trade TEXT, hired_on TEXT, hourly_rate_eur REAL,
  mobile TEXT, crane_licence INTEGER CHECK (crane_licence IN (0, 1)), boot_size INTEGER, foreman_id INTEGER REFERENCES employees(id));
CREATE TABLE projects (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, client_id INTEGER REFERENCES clients(id),
  site_manager_id INTEGER REFERENCES employees(id), street TEXT, municipality TEXT, stage TEXT,
  contract_sum_eur REAL, ground_broken_on TEXT, handover_due TEXT, floors INTEGER);
CREATE TABLE machines (
  id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, kind TEXT, project_id INTEGER REFERENCES projects(id),
  operator_id INTEGER REFERENCES employees(id), weight_t REAL, diesel_l_per_h REAL, inspected_until TEXT,
  rented INTEGER CHECK (rented IN (0, 1)));
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hotline TEXT, place TEXT, grade TEXT);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, slip_no TEXT NOT NULL UNIQUE, supplier_id INTEGER REFERENCES suppliers(id),
  project_id INTEGER REFERENCES projects(id), material TEXT, volume_m3 REAL, price_eur REAL, delivered_on TEXT,
  short_delivery INTEGER CHECK (short_delivery IN (0, 1)));
CREATE TABLE defects (
  id INTEGER PRIMARY KEY, defect_no TEXT NOT NULL UNIQUE, project_id INTEGER REFERENCES projects(id),
  responsible_id INTEGER REFERENCES employees(id), spot TEXT, severity TEXT, found_on TEXT,
  fixed INTEGER CHECK (fixed IN (0, 1)));
CREATE TABLE permits (
  id INTEGER PRIMARY KEY, file_ref TEXT NOT NULL UNIQUE, project_id INTEGER REFERENCES projects(id),
  authority TEXT, purpose TEXT, status TEXT, granted_on TEXT, expires_on TEXT, fee_eur REAL);
INSERT INTO clients VALUES
 (1,'Maroth Housing','Lioba Fenn','Essling','DE811920334',30,'residential'),
 (2,'Ostergaard Foods','Niels Ostergaard','Brenkum','DE275540018',14,'industry'),
 (3,'Parish of St Wendelin','Father Cornel Ruiz','Tarnau','DE190027745',60,'public'),
 (4,'Velmar Logistics','Ayse Tekin','Brenkum','DE304418826',45,'industry'),
 (5,'Quendel Clinics','Dr Hella Strobl','Essling','DE266103957',30,'health');
INSERT INTO employees VALUES
 (1,'Gregor Malinski','civil engineer','2006-03-01',48.5,'0171 220418',0,44,NULL),
 (2,'Tessa Hollweg','civil engineer','2014-09-15',44,'0160 771203',0,39,NULL),
 (3,'Bruno Accardi','bricklayer','2011-04-04',27.8,'0152 330981',0,43,1),
 (4,'Emeka Obi','crane operator','2018-06-11',29.2,'0176 908814',1,46,1),
 (5,'Jelena Vukov','carpenter','2019-02-18',26.4,'0151 447720',0,40,2),
 (6,'Rasmus Thiel','digger driver','2009-10-05',28.1,'0170 665532',1,45,2),
 (7,'Paulo Quintas','plasterer','2022-05-02',23.9,'0157 118269',0,42,3),
 (8,'Dorit Kamp','bricklayer','2023-08-21',22.6,'0162 504417',0,38,3);
INSERT INTO projects VALUES
 (1,'Lindenhof Flats',1,1,'Am Lindenhof 3','Essling','shell',6400000,'2024-03-11','2025-11-28',5),
 (2,'Brenkum Cold Store',2,2,'Hafenring 40','Brenkum','fit-out',9150000,'2023-09-04','2025-06-30',2),
 (3,'St Wendelin Hall',3,2,'Kirchgasse 1','Tarnau','handed over',1280000,'2022-05-16','2023-10-13',1),
 (4,'Velmar Depot East',4,1,'Zollweg 12','Brenkum','shell',7725000,'2024-06-03','2026-02-27',2),
 (5,'Quendel Day Clinic',5,2,'Marktstrasse 77','Essling','tender',5310000,NULL,'2026-09-30',4),
 (6,'Maroth Terrace',1,1,'Ulmenweg 8','Tarnau','fit-out',2190000,'2023-11-20','2025-04-15',3);
INSERT INTO machines VALUES
 (1,'CR-01','tower crane',1,4,62.0,11.5,'2025-08-31',1),
 (2,'EX-07','excavator',4,6,21.4,14.2,'2025-05-15',0),
 (3,'EX-09','excavator',1,6,8.3,6.8,'2026-01-20',0),
 (4,'RL-02','roller',4,NULL,11.9,9.1,'2025-03-10',1),
 (5,'TH-05','telehandler',2,5,9.7,7.4,'2025-12-01',0),
 (6,'CR-03','mobile crane',6,4,36.0,18.6,'2025-10-12',1);
INSERT INTO suppliers VALUES
 (1,'Kessler Beton','0800 114 220','Brenkum','A'),
 (2,'Holz Amrain','07741 5580','Tarnau','B'),
 (3,'Steelworks Dovic','0043 662 9901','Salzburg','A'),
 (4,'Rohde Ziegel','0800 662 310','Essling','C'),
 (5,'Isotherm Pahl','06221 40417','Weinfurt','B');
INSERT INTO deliveries VALUES
 (1,'LS-5501',1,1,'concrete C25/30',48,6240,'2024-09-02',0),
 (2,'LS-5502',1,4,'concrete C30/37',120,17400,'2024-09-05',0),
 (3,'LS-5503',3,4,'rebar',3.2,9870,'2024-09-06',1),
 (4,'LS-5504',4,1,'clay bricks',22,5130,'2024-09-10',1),
 (5,'LS-5505',2,6,'roof timber',14.5,8055,'2024-09-17',0),
 (6,'LS-5506',5,2,'insulation panels',95,21300,'2024-09-19',0),
 (7,'LS-5507',1,1,'concrete C25/30',36,4680,'2024-09-24',0),
 (8,'LS-5508',4,6,'clay bricks',9,2150,'2024-09-30',0),
 (9,'LS-5509',2,2,'formwork boards',6.4,3490,'2024-10-02',1),
 (10,'LS-5510',3,1,'rebar',2.1,6610,'2024-10-07',0);
INSERT INTO defects VALUES
 (1,'M-101',3,3,'sacristy door','minor','2023-10-13',1),
 (2,'M-102',2,5,'cold room 4 ceiling','serious','2024-08-19',0),
 (3,'M-103',6,7,'stairwell plaster','cosmetic','2024-09-03',0),
 (4,'M-104',6,3,'east gable','serious','2024-09-12',1),
 (5,'M-105',1,8,'cellar wall','minor','2024-09-26',0),
 (6,'M-106',3,7,'organ loft','cosmetic','2024-02-08',1),
 (7,'M-107',2,5,'loading ramp','minor','2024-10-01',0);
INSERT INTO permits VALUES
 (1,'BA-24/117','1','Essling Building Office','construction','granted','2024-01-22','2027-01-22',18400),
 (2,'BA-24/203','4','Brenkum District','construction','granted','2024-04-30','2027-04-30',22150),
 (3,'VK-24/009','1','Essling Traffic Department','road closure','granted','2024-08-12','2024-12-20',640),
 (4,'BA-25/014','5','Essling Building Office','construction','pending',NULL,NULL,15900),
 (5,'WA-24/031','2','Upper Rhine Water Board','groundwater','refused',NULL,NULL,1120),
 (6,'BA-23/188','6','Tarnau Municipality','construction','granted','2023-10-02','2026-10-02',7300);
