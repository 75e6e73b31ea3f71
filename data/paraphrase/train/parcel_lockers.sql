CREATE TABLE sites (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, street TEXT, town TEXT, host_kind TEXT CHECK (host_kind IN ('supermarket','petrol station','railway','campus')),
  landlord TEXT, rent_eur REAL, power_eur REAL, opened TEXT, lease_until TEXT, open_24h INTEGER CHECK (open_24h IN (0, 1)));
CREATE TABLE lockers (
  id INTEGER PRIMARY KEY, bank TEXT NOT NULL UNIQUE, site_id INTEGER REFERENCES sites(id), vendor TEXT, doors INTEGER, xl_doors INTEGER, ht_cm INTEGER, dp_cm INTEGER,
  installed TEXT, serviced TEXT, outdoor INTEGER CHECK (outdoor IN (0, 1)), state TEXT CHECK (state IN ('live','degraded','offline')));
CREATE TABLE carriers (
  id INTEGER PRIMARY KEY, carrier TEXT NOT NULL UNIQUE, hq TEXT, hotline TEXT, depot_tel TEXT, first_run TEXT, last_run TEXT, drop_eur REAL, return_eur REAL,
  contract_to TEXT, e_fleet INTEGER CHECK (e_fleet IN (0, 1)));
CREATE TABLE technicians (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, base TEXT, desk_tel TEXT, mobile TEXT, hired TEXT, cert_until TEXT, shift TEXT CHECK (shift IN ('day','night')),
  van_plate TEXT, lead_id INTEGER REFERENCES technicians(id));
CREATE TABLE recipients (
  id INTEGER PRIMARY KEY, recipient TEXT NOT NULL UNIQUE, cell TEXT, email TEXT, signed_up TEXT, last_seen TEXT, app_user INTEGER CHECK (app_user IN (0, 1)), lang TEXT,
  home_locker_id INTEGER REFERENCES lockers(id), fallback_locker_id INTEGER REFERENCES lockers(id));
CREATE TABLE parcels (
  id INTEGER PRIMARY KEY, tracking TEXT NOT NULL UNIQUE, carrier_id INTEGER REFERENCES carriers(id), locker_id INTEGER REFERENCES lockers(id),
  recipient_id INTEGER REFERENCES recipients(id), box TEXT CHECK (box IN ('small','medium','large')), wt_g INTEGER, declared_eur REAL, cod_eur REAL,
  dropped TEXT, pickup_by TEXT, collected TEXT, state TEXT CHECK (state IN ('on the way','waiting','collected','returned')));
CREATE TABLE faults (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, locker_id INTEGER REFERENCES lockers(id), kind TEXT, severity TEXT CHECK (severity IN ('minor','major','critical')),
  raised TEXT, fixed TEXT, parts_eur REAL, labour_hrs REAL, assigned_id INTEGER REFERENCES technicians(id), closed_by_id INTEGER REFERENCES technicians(id));
INSERT INTO sites VALUES
 (1,'Harbour Gate','Quay Street 4','Rostock','railway','Hafenbahn AG',180,42,'2019-04-01','2029-03-31',1),
 (2,'Lindenpark','Linden Avenue 77','Schwerin','supermarket','Frischkauf GmbH',95,38,'2020-06-15','2025-06-14',0),
 (3,'Nordtank','Ring Road 210','Rostock','petrol station','Nordtank KG',120,0,'2021-02-08','2026-02-07',1),
 (4,'Science Hill','Albert Weg 1','Greifswald','campus','University Estates',0,25,'2022-10-10','2032-10-09',1),
 (5,'Old Dairy','Molkerei 3','Wismar','supermarket','Dairy Court Ltd',110,40,'2023-03-20','2028-03-19',0),
 (6,'South Halt','Am Bahndamm 9','Schwerin','railway','Hafenbahn AG',140,36,'2018-11-05','2024-12-31',1);
INSERT INTO lockers VALUES
 (1,'HG-1',1,'Boxwerk',64,6,228,64,'2019-03-25','2024-05-02',0,'live'),
 (2,'HG-2',1,'Klapptec',48,4,210,58,'2021-09-13','2024-05-02',0,'degraded'),
 (3,'LP-1',2,'Boxwerk',36,2,228,64,'2020-06-10','2023-11-20',1,'live'),
 (4,'NT-1',3,'Klapptec',52,8,210,58,'2021-02-03','2024-02-14',1,'offline'),
 (5,'SH-1',4,'Paketto',80,10,235,70,'2022-10-04','2024-09-11',0,'live'),
 (6,'OD-1',5,'Paketto',40,4,235,70,'2023-03-16','2024-03-18',1,'live'),
 (7,'ST-1',6,'Boxwerk',28,0,198,52,'2018-10-30','2023-07-06',1,'degraded');
INSERT INTO carriers VALUES
 (1,'Blitzbote','Hamburg','0800 555 1000','0381 555 110','06:30','18:00',0.95,1.2,'2026-12-31',0),
 (2,'Gelbe Post','Bonn','0800 555 2000','0385 555 220','05:45','16:30',0.8,0.8,'2027-06-30',1),
 (3,'Vantura','Rotterdam','0800 555 3000','0381 555 330','07:15','20:00',1.1,1.65,'2025-03-31',0),
 (4,'Radkurier Ost','Rostock','0381 555 4000','0381 555 440','08:00','21:30',1.4,1.4,'2025-12-31',1),
 (5,'Kestrel Parcel','Leeds','0800 555 5000','040 555 550','06:00','15:00',0.9,2.1,'2024-12-31',0);
INSERT INTO technicians VALUES
 (1,'Rikard Thoma','Rostock','-201','0151 555 201','2017-02-01','2026-01-31','day','HRO-T 201',NULL),
 (2,'Yasmin Elbaz','Schwerin','-204','0151 555 204','2019-08-12','2025-08-31','day','SN-Y 204',1),
 (3,'Ole Brandt','Rostock','-207','0151 555 207','2021-05-03','2024-11-30','night','HRO-B 207',1),
 (4,'Agata Mroz','Greifswald','-209','0151 555 209','2022-09-19','2027-02-28','day','HGW-M 209',2),
 (5,'Curtis Vaughn','Wismar','-212','0151 555 212','2023-11-06','2026-06-30','night','HWI-V 212',3);
INSERT INTO recipients VALUES
 (1,'Dagmar Wulff','0160 555 01','wulff@mail.example','2020-01-14','2024-10-02',1,'German',1,2),
 (2,'Kwame Boateng','0160 555 02','kwame.b@mail.example','2022-11-08','2024-10-05',1,'English',5,1),
 (3,'Liesel Hauk','0160 555 03','lhauk@post.example','2019-05-30','2024-08-21',0,'German',3,7),
 (4,'Marek Zielinski','0160 555 04','marekz@poczta.example','2023-04-17','2024-09-29',1,'Polish',6,3),
 (5,'Copyshop Nil','0160 555 05','info@copynil.example','2021-07-01','2024-10-07',0,'English',4,1),
 (6,'Ingrid Falk','0160 555 06','ifalk@mail.example','2024-02-26','2024-09-13',1,'Swedish',1,4);
INSERT INTO parcels VALUES
 (1,'PX-10441',1,1,1,'small',420,35,0,'2024-09-30','2024-10-07','2024-10-02','collected'),
 (2,'PX-10442',2,5,2,'large',8700,310,0,'2024-10-04','2024-10-11','2024-10-05','collected'),
 (3,'PX-10443',3,6,4,'medium',2150,89,49.9,'2024-09-28','2024-10-05','2024-09-29','collected'),
 (4,'PX-10444',4,4,5,'large',11200,640,0,'2024-10-06','2024-10-09',NULL,'waiting'),
 (5,'PX-10445',1,3,3,'medium',1800,60,22,'2024-08-21','2024-08-28',NULL,'returned'),
 (6,'PX-10446',5,7,3,'small',310,18,0,NULL,NULL,NULL,'on the way'),
 (7,'PX-10447',3,2,6,'medium',3050,120,0,'2024-10-03','2024-10-10',NULL,'waiting'),
 (8,'PX-10448',2,1,6,'small',650,75,15.5,'2024-09-12','2024-09-19','2024-09-13','collected');
INSERT INTO faults VALUES
 (1,'FT-81',4,'no power','critical','2024-10-06','2024-10-08',310,4.5,3,1),
 (2,'FT-82',2,'door jammed','minor','2024-10-01',NULL,NULL,NULL,1,NULL),
 (3,'FT-83',7,'touchscreen dead','major','2024-09-18',NULL,480,2,2,NULL),
 (4,'FT-84',3,'door jammed','minor','2024-07-22','2024-07-23',18.5,0.75,2,2),
 (5,'FT-85',5,'scanner blind','major','2024-09-10','2024-09-11',95,1.5,4,2),
 (6,'FT-86',1,'graffiti','minor','2024-06-03','2024-06-14',12,3,3,5),
 (7,'FT-87',4,'no network','critical','2024-10-08',NULL,NULL,NULL,5,NULL);
