CREATE TABLE manufacturers (
  id INTEGER PRIMARY KEY, maker TEXT NOT NULL UNIQUE, hq_city TEXT, country TEXT, est_year INTEGER, lead_days INTEGER, sales_tel TEXT, support_tel TEXT,
  takes_back INTEGER CHECK (takes_back IN (0, 1)));
CREATE TABLE panels (
  id INTEGER PRIMARY KEY, model TEXT NOT NULL UNIQUE, maker_id INTEGER REFERENCES manufacturers(id), wp INTEGER, len_mm INTEGER, wid_mm INTEGER, wt_kg REAL,
  cell_type TEXT, frame_clr TEXT, bifacial INTEGER CHECK (bifacial IN (0, 1)), buy_eur REAL, list_eur REAL);
CREATE TABLE inverters (
  id INTEGER PRIMARY KEY, inv_model TEXT NOT NULL UNIQUE, made_by_id INTEGER REFERENCES manufacturers(id), serviced_by_id INTEGER REFERENCES manufacturers(id),
  ac_kw REAL, max_dc_kw REAL, phases INTEGER, noise_db INTEGER, hybrid INTEGER CHECK (hybrid IN (0, 1)), list_eur REAL);
CREATE TABLE crews (
  id INTEGER PRIMARY KEY, crew TEXT NOT NULL UNIQUE, foreman TEXT, depot TEXT, heads INTEGER, van_plate TEXT, trade TEXT, cert_until TEXT,
  has_crane INTEGER CHECK (has_crane IN (0, 1)), stand_in_id INTEGER REFERENCES crews(id));
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL UNIQUE, town TEXT, kind TEXT CHECK (kind IN ('household','business','public')), phone TEXT, mobile TEXT, email TEXT,
  since TEXT, maint_plan INTEGER CHECK (maint_plan IN (0, 1)));
CREATE TABLE projects (
  id INTEGER PRIMARY KEY, project TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers(id), panel_id INTEGER REFERENCES panels(id), inverter_id INTEGER REFERENCES inverters(id),
  roof_crew_id INTEGER REFERENCES crews(id), elec_crew_id INTEGER REFERENCES crews(id), n_panels INTEGER, roof TEXT, signed_on TEXT, live_on TEXT, quote_eur REAL, final_eur REAL, status TEXT);
CREATE TABLE warranties (
  id INTEGER PRIMARY KEY, cert_no TEXT NOT NULL UNIQUE, project_id INTEGER REFERENCES projects(id), covers TEXT, starts_on TEXT, ends_on TEXT, excess_eur REAL,
  registered INTEGER CHECK (registered IN (0, 1)));
CREATE TABLE callouts (
  id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, project_id INTEGER REFERENCES projects(id), crew_id INTEGER REFERENCES crews(id), reported_on TEXT, visited_on TEXT,
  fault TEXT, hrs REAL, result TEXT, billable INTEGER CHECK (billable IN (0, 1)));
INSERT INTO manufacturers VALUES
 (1,'Heliora','Freiburg','Germany',1996,12,'+49 761 550 10','+49 761 550 99',1),
 (2,'Sunmarch Energy','Rotterdam','Netherlands',2008,21,'+31 10 555 200','+31 10 555 244',0),
 (3,'Kaito Denki','Osaka','Japan',1959,45,'+81 6 5550 1100','+81 6 5550 1177',1),
 (4,'Volthaus','Graz','Austria',2001,10,'+43 316 555 3','+43 316 555 8',1),
 (5,'Brightfell','Leeds','United Kingdom',2014,7,'0113 555 0140','0113 555 0199',0),
 (6,'Lumen Norte','Porto','Portugal',2011,28,'+351 22 555 70','+351 22 555 71',0);
INSERT INTO panels VALUES
 (1,'Slate 410',1,410,1722,1134,21.3,'mono PERC','black',0,88,142),
 (2,'Slate 440 Duo',1,440,1762,1134,24.8,'TOPCon','black',1,104,169),
 (3,'Kestrel M6',2,385,1690,1046,19.5,'mono PERC','silver',0,71,118),
 (4,'Kestrel M8',2,425,1754,1096,22,'TOPCon','silver',1,90,139),
 (5,'Nori 405',3,405,1630,1016,17.9,'heterojunction','black',1,139,215),
 (6,'Orla Black',5,400,1708,1134,20.6,'mono PERC','black',0,82,135),
 (7,'Tejo 500',6,500,2094,1134,26.5,'TOPCon','silver',1,97,151);
INSERT INTO inverters VALUES
 (1,'Gridmate 5',4,4,5,7.5,1,28,0,890),
 (2,'Gridmate 10',4,4,10,15,3,34,0,1560),
 (3,'Hydra 8H',2,4,8,12,3,31,1,2240),
 (4,'Quietbox 3',3,5,3,4.2,1,19,0,760),
 (5,'Torrent 25',1,1,25,37.5,3,52,0,3480),
 (6,'Pebble 6H',5,5,6,9,1,25,1,1790);
INSERT INTO crews VALUES
 (1,'Ridge Team','Malcolm Eady','Taunton',5,'WN21 RDG','roofing','2026-04-30',1,2),
 (2,'Gable Gang','Siobhan Rourke','Exeter',4,'WA19 GBL','roofing','2025-11-15',0,1),
 (3,'Spark Unit','Priya Nair','Taunton',3,'WN22 SPK','electrical','2027-01-31',0,5),
 (4,'Eaves Squad','Owen Tregear','Truro',4,'WK20 EVS','roofing','2026-09-01',0,1),
 (5,'Copper Crew','Dafydd Moss','Exeter',2,'WA23 COP','electrical','2025-08-20',0,3);
INSERT INTO customers VALUES
 (1,'Maud Pennington','Wells','household','01749 555 012','07700 900 112','maud.p@postbox.example','2021-03-02',1),
 (2,'Farrow Dairy','Honiton','business','01404 555 300','07700 900 230','office@farrowdairy.example','2019-10-14',1),
 (3,'St Brannoc School','Barnstaple','public','01271 555 080',NULL,'bursar@stbrannoc.example','2023-01-09',0),
 (4,'Idris Kovalenko','Truro','household',NULL,'07700 900 478','idris.k@quaymail.example','2024-02-20',0),
 (5,'Tilda Rasmussen','Exmouth','household','01395 555 661','07700 900 566','tilda@rasm.example','2022-07-18',1),
 (6,'Hobbs Joinery','Taunton','business','01823 555 900','07700 900 907','hello@hobbsjoinery.example','2020-05-05',0);
INSERT INTO projects VALUES
 (1,'Milking Parlour',2,7,5,1,3,96,'flat','2023-02-10','2023-06-01',61200,64850,'live'),
 (2,'Gym Roof',3,4,2,2,5,38,'flat','2024-01-22',NULL,33900,NULL,'installing'),
 (3,'Orchard House',1,2,3,1,3,18,'slate','2021-03-20','2021-07-09',17400,17150,'live'),
 (4,'Kiln Cottage',4,5,4,4,5,8,'slate','2024-03-04',NULL,9800,NULL,'permit pending'),
 (5,'Workshop South',6,3,2,1,3,40,'metal','2020-06-11','2020-10-02',28750,30300,'live'),
 (6,'Garden Studio',5,6,6,2,5,12,'tile','2022-08-15','2022-11-28',13600,13600,'live'),
 (7,'Calf Barn',2,7,5,4,3,72,'metal','2024-04-18',NULL,45500,NULL,'on hold');
INSERT INTO warranties VALUES
 (1,'WC-901',1,'workmanship','2023-06-01','2028-05-31',250,1),(2,'WC-902',1,'inverter','2023-06-01','2033-05-31',0,1),
 (3,'WC-903',3,'panels','2021-07-09','2046-07-08',0,1),(4,'WC-904',3,'workmanship','2021-07-09','2026-07-08',100,1),
 (5,'WC-905',5,'inverter','2020-10-02','2025-10-01',150,0),(6,'WC-906',6,'battery','2022-11-28','2032-11-27',75,0),
 (7,'WC-907',5,'panels','2020-10-02','2040-10-01',0,1);
INSERT INTO callouts VALUES
 (1,'SV-21',1,3,'2024-01-08','2024-01-10','earth leak',3.5,'fixed',0),(2,'SV-22',3,1,'2024-02-02','2024-02-16','slipped slate',2,'fixed',0),
 (3,'SV-23',5,5,'2024-02-19','2024-02-20','inverter dead',4,'part ordered',1),(4,'SV-24',6,2,'2024-03-11','2024-03-18','bird nest',1.5,'fixed',1),
 (5,'SV-25',5,3,'2024-03-27',NULL,'inverter dead',NULL,'open',0),(6,'SV-26',1,1,'2024-04-05','2024-04-09','cracked glass',6,'part ordered',0),
 (7,'SV-27',6,5,'2024-04-22',NULL,'low yield',NULL,'open',1);
