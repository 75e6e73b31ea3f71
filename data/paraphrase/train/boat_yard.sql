CREATE TABLE owners (
  id INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, street TEXT, town TEXT, phone TEXT, mobile TEXT, email TEXT, since TEXT, club_member INTEGER CHECK (club_member IN (0, 1)));
CREATE TABLE berths (
  id INTEGER PRIMARY KEY, berth TEXT NOT NULL UNIQUE, pontoon TEXT, len_m REAL, wid_m REAL, depth_lw_m REAL, amps INTEGER, fee_day REAL, fee_yr REAL,
  tap INTEGER CHECK (tap IN (0, 1)));
CREATE TABLE boats (
  id INTEGER PRIMARY KEY, boat TEXT NOT NULL UNIQUE, rig TEXT, built INTEGER, hull TEXT, loa_m REAL, beam_m REAL, draft_m REAL, disp_t REAL,
  owner_id INTEGER REFERENCES owners(id), keyholder_id INTEGER REFERENCES owners(id), berth_id INTEGER REFERENCES berths(id));
CREATE TABLE mechanics (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, trade TEXT, started TEXT, cert_until TEXT, rate_hr REAL, rate_wknd REAL, tel TEXT,
  crane_ok INTEGER CHECK (crane_ok IN (0, 1)), foreman_id INTEGER REFERENCES mechanics(id));
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, boat_id INTEGER REFERENCES boats(id), lead_id INTEGER REFERENCES mechanics(id), checked_by_id INTEGER REFERENCES mechanics(id),
  task TEXT, hauled_out TEXT, relaunch TEXT, est_hrs REAL, act_hrs REAL, est_eur REAL, stage TEXT CHECK (stage IN ('booked','in the shed','on hold','finished')));
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, town TEXT, clerk TEXT, acct_no TEXT, lead_days INTEGER, pay_days INTEGER, min_order_eur REAL, disc_pct REAL);
CREATE TABLE parts (
  id INTEGER PRIMARY KEY, part TEXT NOT NULL UNIQUE, supplier_id INTEGER REFERENCES suppliers(id), bin TEXT, on_hand INTEGER, min_qty INTEGER, cost_eur REAL, sell_eur REAL,
  wt_kg REAL, hazmat INTEGER CHECK (hazmat IN (0, 1)));
CREATE TABLE slips (
  id INTEGER PRIMARY KEY, slip_no TEXT NOT NULL UNIQUE, job_id INTEGER REFERENCES jobs(id), part_id INTEGER REFERENCES parts(id), drawn_by_id INTEGER REFERENCES mechanics(id),
  qty INTEGER, asked TEXT, issued TEXT, status TEXT CHECK (status IN ('open','issued','returned')));
INSERT INTO owners VALUES
 (1,'Captain Roelof Buis','Havenstraat 4','Medemblik','0227 555 110','06 555 0110','buis@sloep.example','1994-04-01',1),
 (2,'Ingeborg Aalto','Rantatie 18','Porvoo','019 555 2207','040 555 2207','ingeborg@aalto.example','2015-06-12',1),
 (3,'Lighthouse Charter','Pier 2','Stralsund','03831 555 40','0171 555 4040','office@lhcharter.example','2019-03-01',0),
 (4,'Dr Fergus Mulholland','Strand Road 77','Sligo','071 555 8183','087 555 8183','fergus@mulholland.example','2008-09-20',1),
 (5,'Yvette Cazalis','Rue du Phare 9','Concarneau','02 98 55 51 63','06 55 51 63 00','yvette.c@voiles.example','2022-05-05',0),
 (6,'Sea Scouts Troop 9','Am Deich 1','Husum','04841 555 99','0160 555 0999','troop9@scouts.example','2001-05-14',0);
INSERT INTO berths VALUES
 (1,'A04','Alder',12,4.2,2.4,16,24,2350,1),(2,'A11','Alder',10,3.6,2.1,16,19.5,1900,1),(3,'B02','Birch',15,4.8,3,32,38,3900,1),
 (4,'B09','Birch',8,3,1.6,NULL,13,1180,0),(5,'C01','Cedar',18,5.5,3.4,63,52,5600,1),(6,'C07','Cedar',9,3.2,1.2,6,14,1250,0);
INSERT INTO boats VALUES
 (1,'Zeemeeuw','ketch',1967,'steel',13.8,4.1,1.9,16.5,1,1,3),
 (2,'Suvituuli','sloop',2004,'fibreglass',9.6,3.1,1.75,4.2,2,1,2),
 (3,'Polaris Nine','motor yacht',2016,'fibreglass',14.6,4.5,1.15,15,3,3,5),
 (4,'Granuaile','gaff cutter',1911,'wood',11.2,3.5,2.05,9.8,4,2,1),
 (5,'Petit Merlu','sloop',1988,'aluminium',8.9,2.9,1.4,3.1,5,6,6),
 (6,'Old Badger','gaff cutter',1934,'wood',7.6,2.6,1.1,2.9,6,6,4),
 (7,'Polaris Two','motor yacht',2011,'fibreglass',11.9,3.9,1.05,9,3,3,NULL);
INSERT INTO mechanics VALUES
 (1,'Hanno Brix','shipwright','1991-08-01','2026-05-31',68,95,'-10',1,NULL),
 (2,'Ludmila Orsic','engine fitter','2007-03-19','2025-11-30',62,88,'-14',1,1),
 (3,'Pete Carradine','rigger','2013-05-02','2027-02-28',58,82,'-15',0,1),
 (4,'Solveig Tran','electrician','2018-10-15','2025-04-30',60,85,'-17',0,2),
 (5,'Ben Okafor','painter','2021-02-01',NULL,49,70,'-18',0,1),
 (6,'Matti Ruoho','apprentice','2023-09-01',NULL,24,0,'-19',0,2);
INSERT INTO jobs VALUES
 (1,'J-510',4,1,3,'new garboard plank','2024-09-16','2024-11-30',120,138,9800,'in the shed'),
 (2,'J-511',3,2,1,'gearbox overhaul','2024-10-01','2024-10-18',36,31.5,4300,'finished'),
 (3,'J-512',1,5,1,'antifouling','2024-10-07','2024-10-22',28,26,2100,'finished'),
 (4,'J-513',2,3,1,'standing rigging',NULL,'2025-03-28',22,NULL,3650,'booked'),
 (5,'J-514',5,4,2,'rewiring','2024-10-14','2024-12-13',40,12,3200,'on hold'),
 (6,'J-515',6,1,5,'deck caulking','2024-10-21','2025-04-11',75,9,5400,'in the shed'),
 (7,'J-516',7,2,4,'injector service',NULL,'2025-02-07',10,NULL,1250,'booked');
INSERT INTO suppliers VALUES
 (1,'Dockside Chandlery','Flensburg','Mrs Petersen','DC-8812',2,30,50,12.5),
 (2,'Volmar Marine Engines','Kiel','Mr Drews','VM-104',9,14,250,8),
 (3,'Tarnwood Timber','Bremen','Mr Scholl','T-3377',21,30,400,5),
 (4,'Karell Wire & Rope','Rostock','Ms Jahnke','KWR-56',6,21,100,15),
 (5,'Blauhaus Paints','Hamburg','Mr Idowu','20091',4,60,80,20);
INSERT INTO parts VALUES
 (1,'Larch plank 4 m',3,'YARD-2',6,4,88,142,31,0),(2,'Impeller kit K20',2,'E-07',11,5,23.5,41,0.3,0),(3,'Red antifoul 5 l',5,'P-01',9,6,96,159,8.4,1),
 (4,'Turnbuckle M12',4,'R-14',16,8,27,48.5,0.9,0),(5,'Shore cable 25 m',1,'E-19',3,2,54,89,6.2,0),(6,'Marine sealant black',5,'P-05',2,10,11.2,19.9,0.4,1),
 (7,'Injector nozzle D4',2,'E-11',4,4,118,189,0.2,0),(8,'Folding prop 17in',2,'E-30',1,0,890,1340,7.7,0);
INSERT INTO slips VALUES
 (1,'S-91',1,1,1,5,'2024-09-18','2024-09-19','issued'),(2,'S-92',3,3,5,3,'2024-10-07','2024-10-07','issued'),(3,'S-93',2,2,6,1,'2024-10-02','2024-10-03','returned'),
 (4,'S-94',6,6,1,12,'2024-10-22',NULL,'open'),(5,'S-95',5,5,4,1,'2024-10-15','2024-10-16','issued'),(6,'S-96',7,7,2,4,'2024-10-28',NULL,'open'),
 (7,'S-97',4,4,3,8,'2024-10-25','2024-10-29','issued');
