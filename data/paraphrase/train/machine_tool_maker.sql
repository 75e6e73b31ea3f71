CREATE TABLE plants (
  id INTEGER PRIMARY KEY, works TEXT NOT NULL UNIQUE, city TEXT, hall_m2 INTEGER, crane_cap_t REAL, iso_9001 INTEGER CHECK (iso_9001 IN (0, 1)), shifts INTEGER, production_start TEXT);
INSERT INTO plants VALUES (1,'Werk Achental','Traunstein',14200,32,1,3,'1961-05-01'),(2,'Brno South','Brno',9800,20,1,2,'1997-03-10'),(3,'Sorrel Mills','Rockford',6100,12.5,0,1,'2014-09-22'),(4,'Gearhouse','Coventry',4300,8,1,2,'2006-01-16');
CREATE TABLE employees (
  id INTEGER PRIMARY KEY, emp_name TEXT NOT NULL UNIQUE, function TEXT, cost_centre TEXT, entry_date TEXT, badge TEXT, welding_cert INTEGER CHECK (welding_cert IN (0, 1)), travel_days_yr INTEGER, works_id INTEGER REFERENCES plants(id), boss_id INTEGER REFERENCES employees(id));
INSERT INTO employees VALUES
 (1,'Leonhard Auer','works director','CC-100','1999-07-01','0012',0,40,1,NULL),(2,'Zdenka Horak','design engineer','CC-210','2008-10-06','0177',0,12,2,1),(3,'Clint Overby','service fitter','CC-330','2015-04-20','0309',1,160,3,1),
 (4,'Priya Raman','sales engineer','CC-420','2018-02-12','0388',0,95,4,1),(5,'Matej Dolezal','service fitter','CC-330','2020-08-03','0441',1,140,2,2),(6,'Ursula Kranz','quality inspector','CC-250','2011-11-15','0226',0,8,1,1),(7,'Gareth Mould','sales engineer','CC-420','2022-06-27','0502',0,110,4,4);
CREATE TABLE models (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, family TEXT CHECK (family IN ('lathe','mill','grinder')), axes INTEGER, spindle_kw REAL, max_rpm INTEGER, travel_x_mm INTEGER, mass_kg INTEGER, list_price_eur REAL, launched INTEGER, control TEXT, discontinued INTEGER CHECK (discontinued IN (0, 1)), lead_weeks INTEGER, designer_id INTEGER REFERENCES employees(id), built_at_id INTEGER REFERENCES plants(id));
INSERT INTO models VALUES
 (1,'Tarn 300','lathe',2,11,4500,320,3900,128000,2012,'Numeron 8',0,18,2,2),(2,'Tarn 520','lathe',4,22,3200,560,7400,214000,2016,'Numeron 8',0,24,2,2),(3,'Kestrel V5','mill',5,30,18000,800,9800,389000,2020,'Axiom Q',0,36,1,1),
 (4,'Heron G2','grinder',3,7.5,6000,450,4600,176500,2009,'Numeron 5',1,20,1,4),(5,'Badger M3','mill',3,15,9000,1050,6200,142000,2014,'Axiom L',0,14,2,3),(6,'Heron G4','grinder',4,9,8000,600,5300,231000,2022,'Axiom Q',0,28,2,4);
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, sector TEXT, country TEXT, vat_id TEXT, credit_limit_eur REAL, payment_days INTEGER, blocked INTEGER CHECK (blocked IN (0, 1)), rep_id INTEGER REFERENCES employees(id));
INSERT INTO clients VALUES
 (1,'Fairlie Pumps','pumps','United Kingdom','GB555010203',400000,30,0,4),(2,'Ateliers Roncin','aerospace','France','FR40555998877',900000,60,0,4),(3,'Zahnrad Pichler','gears','Austria','ATU55501234',350000,30,1,7),(4,'Ohio Valve Works','valves','United States','US-55-70011',650000,45,0,7),(5,'Dolmar Medical','medical','Ireland','IE5550099T',500000,30,0,4);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, signed_on TEXT, promised_for TEXT, value_eur REAL, deposit_pct INTEGER, phase TEXT CHECK (phase IN ('quoted','in assembly','acceptance test','shipped','cancelled')), incoterm TEXT, client_id INTEGER REFERENCES clients(id), model_id INTEGER REFERENCES models(id));
INSERT INTO orders VALUES
 (1,'WA-1180','2023-06-12','2024-01-31',131500,30,'shipped','DAP',1,1),(2,'WA-1192','2023-09-04','2024-06-30',402000,40,'acceptance test','FCA',2,3),(3,'WA-1197','2023-11-20','2024-05-15',219000,30,'in assembly','EXW',3,2),(4,'WA-1203','2024-01-15','2024-06-01',150800,25,'in assembly','CIF',4,5),
 (5,'WA-1209','2024-02-26',NULL,231000,0,'cancelled','DAP',5,6),(6,'WA-1214','2024-04-08','2024-12-15',398500,40,'quoted','DAP',5,3),(7,'WA-1161','2022-10-10','2023-04-28',178000,30,'shipped','CIF',4,4),(8,'WA-1216','2024-04-30','2024-11-08',126000,30,'quoted','FCA',1,1);
CREATE TABLE machines (
  id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, made_in_month TEXT, hall_bay TEXT, spindle_hours INTEGER, firmware TEXT, remote_link INTEGER CHECK (remote_link IN (0, 1)), warranty_to TEXT, runout_um REAL, model_id INTEGER REFERENCES models(id), order_id INTEGER REFERENCES orders(id));
INSERT INTO machines VALUES
 (1,'T3-0458','2024-01','B4',620,'8.14',1,'2026-01-31',1.8,1,1),(2,'V5-0031','2024-05','A1',12,'Q2.6',1,'2026-06-30',0.9,3,2),(3,'T5-0112','2024-05','B2',0,'8.14',0,NULL,2.4,2,3),(4,'G2-0940','2023-04','D1',3870,'5.71',0,'2025-04-28',0.4,4,7),(5,'M3-0277','2024-05','C3',3,'L1.9',1,NULL,3.1,5,4);
CREATE TABLE service_calls (
  id INTEGER PRIMARY KEY, call_no TEXT NOT NULL UNIQUE, reported TEXT, fault TEXT, priority TEXT CHECK (priority IN ('line down','limping','routine')), visit_on TEXT, outcome TEXT CHECK (outcome IN ('fixed','parts awaited','unresolved')), labour_h REAL, chargeable INTEGER CHECK (chargeable IN (0, 1)), machine_id INTEGER REFERENCES machines(id), fitter_id INTEGER REFERENCES employees(id));
INSERT INTO service_calls VALUES
 (1,'SV-701','2024-02-20','coolant leak','limping','2024-02-23','fixed',3.5,0,1,5),(2,'SV-702','2024-03-11','spindle bearing','line down','2024-03-12','parts awaited',9,1,4,3),(3,'SV-703','2024-04-02','door interlock','routine','2024-04-16','fixed',1.5,0,1,5),(4,'SV-704','2024-04-25','coolant leak','limping','2024-04-29','unresolved',6,1,4,3),(5,'SV-705','2024-05-21','axis drift','line down','2024-05-22','parts awaited',7.5,0,2,5);
CREATE TABLE spares (
  id INTEGER PRIMARY KEY, part TEXT NOT NULL UNIQUE, drawing_no TEXT, material TEXT, unit_price_eur REAL, on_shelf INTEGER, reorder_at INTEGER, vendor TEXT, shelf TEXT, consumable INTEGER CHECK (consumable IN (0, 1)), fits_model_id INTEGER REFERENCES models(id));
INSERT INTO spares VALUES
 (1,'Spindle Cartridge SC-30','Z-10440','alloy steel',18400,1,1,'Lagerhof','R1-04',0,3),(2,'Wiper Seal WS-12','Z-10087','nitrile',23.5,140,60,'Dichtwerk','R7-21',1,1),(3,'Ball Screw BS-50','Z-10212','hardened steel',2960,4,2,'Lagerhof','R2-11',0,2),(4,'Coolant Pump CP-9','Z-10309','cast iron',740,0,3,'Aquadyn','R4-02',0,5),(5,'Dressing Diamond DD-2','Z-09971','diamond',312,18,10,'Karat & Sohn','R9-01',1,4);
