CREATE TABLE telescopes (
  id INTEGER PRIMARY KEY, tel_name TEXT NOT NULL UNIQUE, aperture_m REAL, focal_m REAL, dome_diam_m REAL, mount TEXT CHECK (mount IN ('equatorial','alt-az','fixed')),
  first_light TEXT, last_recoat TEXT, night_rate_eur REAL, remote_ok INTEGER CHECK (remote_ok IN (0, 1)), op_status TEXT CHECK (op_status IN ('in service','maintenance','retired')));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, role TEXT, office TEXT, ext TEXT, mobile TEXT, joined_on TEXT, contract_end TEXT,
  night_duty INTEGER CHECK (night_duty IN (0, 1)), supervisor_id INTEGER REFERENCES staff(id));
CREATE TABLE instruments (
  id INTEGER PRIMARY KEY, instr TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('spectrograph','camera','polarimeter','photometer')), telescope_id INTEGER REFERENCES telescopes(id),
  instr_scientist_id INTEGER REFERENCES staff(id), lambda_min_nm INTEGER, lambda_max_nm INTEGER, wt_kg REAL, cool_k REAL, commissioned TEXT, offered INTEGER CHECK (offered IN (0, 1)));
CREATE TABLE institutes (
  id INTEGER PRIMARY KEY, inst_name TEXT NOT NULL UNIQUE, country TEXT, member INTEGER CHECK (member IN (0, 1)), joined_yr INTEGER, fee_keur REAL, nights_quota INTEGER, liaison_email TEXT);
CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, prop_code TEXT NOT NULL UNIQUE, topic TEXT, pi_name TEXT, institute_id INTEGER REFERENCES institutes(id), instrument_id INTEGER REFERENCES instruments(id),
  nights_req REAL, nights_alloc REAL, submitted TEXT, decided TEXT, grade TEXT CHECK (grade IN ('A','B','C')), state TEXT CHECK (state IN ('under review','approved','rejected','completed')));
CREATE TABLE nights (
  id INTEGER PRIMARY KEY, night_ref TEXT NOT NULL UNIQUE, night_of TEXT, telescope_id INTEGER REFERENCES telescopes(id), proposal_id INTEGER REFERENCES proposals(id),
  observer_id INTEGER REFERENCES staff(id), operator_id INTEGER REFERENCES staff(id), hrs_sched REAL, hrs_lost REAL, seeing_arcsec REAL, moon_pct INTEGER,
  wx TEXT CHECK (wx IN ('clear','thin cloud','overcast','storm')));
CREATE TABLE targets (
  id INTEGER PRIMARY KEY, obj_name TEXT NOT NULL UNIQUE, proposal_id INTEGER REFERENCES proposals(id), obj_class TEXT, mag_v REAL, dist_ly REAL, alt_max_deg INTEGER,
  exp_s INTEGER, n_exp INTEGER, chart INTEGER CHECK (chart IN (0, 1)));
CREATE TABLE faults (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, instrument_id INTEGER REFERENCES instruments(id), reported_by_id INTEGER REFERENCES staff(id), fixed_by_id INTEGER REFERENCES staff(id),
  opened TEXT, closed TEXT, severity TEXT CHECK (severity IN ('minor','major','blocking')), symptom TEXT, repair_eur REAL, spare_used INTEGER CHECK (spare_used IN (0, 1)));
INSERT INTO telescopes VALUES
 (1,'Condor',3.6,28.8,22,'alt-az','1998-05-14','2023-07-03',9800,0,'in service'),
 (2,'Little Owl',0.8,6.4,6.5,'equatorial','2009-10-21','2024-02-12',750,1,'in service'),
 (3,'Kestrel',1.5,12,11,'equatorial','1984-03-30','2019-08-19',2400,1,'maintenance'),
 (4,'Old Brass',0.4,7.2,8,'equatorial','1911-09-02',NULL,0,0,'retired'),
 (5,'Plover',2.2,17.6,14.5,'alt-az','2016-11-08','2022-06-27',5200,1,'in service');
INSERT INTO staff VALUES
 (1,'Ingrid Solheim','director','B-201','4001','+34 600 555 101','2004-01-15','2029-12-31',0,NULL),
 (2,'Rafael Quintero','telescope operator','C-012','4033','+34 600 555 118','2011-06-01','2027-05-31',1,1),
 (3,'Meera Chandran','support astronomer','B-114','4021','+34 600 555 126','2018-09-03','2026-08-31',1,1),
 (4,'Lukas Obermaier','instrument scientist','B-117','4024','+34 600 555 133','2013-02-18','2028-01-31',0,1),
 (5,'Paloma Iriarte','optics engineer','W-003','4050','+34 600 555 140','2007-11-12','2030-10-31',0,4),
 (6,'Tomasz Wilk','telescope operator','C-012','4034','+34 600 555 155','2021-04-06','2025-12-31',1,2),
 (7,'Hana Fujimoto','instrument scientist','B-119','4026','+34 600 555 162','2022-10-10','2026-09-30',1,1),
 (8,'Bastien Corriveau','electronics technician','W-007','4053','+34 600 555 179','2016-03-21','2027-03-20',0,5);
INSERT INTO instruments VALUES
 (1,'FALKE','spectrograph',1,4,370,950,1450,140,'2006-08-29',1),
 (2,'NIRVI','camera',1,7,900,2500,820,77,'2017-12-04',1),
 (3,'POLCA','polarimeter',3,4,420,800,96,180,'1999-02-17',0),
 (4,'WIDGET','camera',5,7,340,1050,410,163,'2018-05-22',1),
 (5,'SLOTH','spectrograph',5,4,380,720,275,170,'2020-09-15',1),
 (6,'TINKER','photometer',2,7,350,900,24,253,'2010-01-26',0);
INSERT INTO institutes VALUES
 (1,'Nordlund University','Norway',1,1996,240,38,'astro@nordlund.example'),
 (2,'Karoo Institute','South Africa',1,2008,95,16,'office@karoo-inst.example'),
 (3,'Accademia Brunelli','Italy',1,1999,180,29,'osservatorio@brunelli.example'),
 (4,'Halden College','Ireland',0,NULL,0,0,'physics@halden.example'),
 (5,'Pacific Sky Lab','Chile',0,NULL,0,4,'hello@pacsky.example');
INSERT INTO proposals VALUES
 (1,'P24-011','Metal-poor giants in the halo','Sigrid Aune',1,1,6,4,'2024-03-14','2024-05-20','A','approved'),
 (2,'P24-019','Dust in spiral arms','Thabo Nkosi',2,2,3,3,'2024-03-15','2024-05-20','A','completed'),
 (3,'P24-023','Rotation of main-belt asteroids','Fergal Dunne',4,6,10,0,'2024-03-18','2024-05-21','C','rejected'),
 (4,'P24-030','Late spectra of supernovae','Chiara Lodi',3,5,5,2.5,'2024-03-17','2024-05-21','B','approved'),
 (5,'P25-004','Comets past Jupiter','Javiera Rojas',5,4,4,NULL,'2024-09-28',NULL,NULL,'under review'),
 (6,'P25-007','Magnetic white dwarfs','Einar Haug',1,3,2,NULL,'2024-09-30',NULL,NULL,'under review');
INSERT INTO nights VALUES
 (1,'N-3301','2024-08-04',1,1,3,2,9,0.5,0.8,3,'clear'),
 (2,'N-3302','2024-08-05',1,1,3,6,9,9,NULL,1,'storm'),
 (3,'N-3317','2024-08-20',1,2,7,2,9.5,1.2,1.1,99,'thin cloud'),
 (4,'N-3340','2024-09-12',5,4,3,6,10,0,0.9,64,'clear'),
 (5,'N-3341','2024-09-13',5,4,7,6,10,6.5,1.9,74,'overcast'),
 (6,'N-3358','2024-09-30',1,2,7,2,10.5,0.3,0.6,4,'clear');
INSERT INTO targets VALUES
 (1,'Barrow''s Star',1,'star',12.4,8200,61,1800,6,1),
 (2,'HE 2207',1,'star',13.9,14500,48,2700,8,1),
 (3,'NGC 8802',2,'galaxy',10.7,31000000,72,120,40,0),
 (4,'SN 2024xq',4,'supernova',17.2,96000000,55,3600,3,1),
 (5,'Comet Arlanza',5,'comet',15.8,0.0001,33,90,60,0),
 (6,'Hestia-9',3,'asteroid',16.1,0.00003,44,45,200,0),
 (7,'GD 771',6,'white dwarf',14.6,110,67,600,12,1);
INSERT INTO faults VALUES
 (1,'F-512',1,3,5,'2024-08-04','2024-08-06','minor','shutter sticks',340,1),
 (2,'F-513',2,7,8,'2024-08-21','2024-08-29','major','helium leak',2750,1),
 (3,'F-519',3,4,NULL,'2024-09-02',NULL,'blocking','half-wave plate jammed',NULL,0),
 (4,'F-521',4,6,8,'2024-09-13','2024-09-13','minor','software hangs',0,0),
 (5,'F-526',1,2,NULL,'2024-10-01',NULL,'major','light leak',NULL,0),
 (6,'F-528',5,3,5,'2024-10-07','2024-10-11','major','slit misaligned',610,0);
