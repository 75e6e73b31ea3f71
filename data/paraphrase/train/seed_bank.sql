CREATE TABLE vaults (
  id INTEGER PRIMARY KEY, vault TEXT NOT NULL UNIQUE, site TEXT, temp_c REAL, rh_pct INTEGER, shelves INTEGER, door_pin TEXT, commissioned TEXT,
  backup_power INTEGER CHECK (backup_power IN (0, 1)), overflow_id INTEGER REFERENCES vaults(id));
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, post TEXT, ext TEXT, mob TEXT, start_date TEXT, contract_end TEXT, first_aider INTEGER CHECK (first_aider IN (0, 1)), boss_id INTEGER REFERENCES staff(id));
CREATE TABLE species (
  id INTEGER PRIMARY KEY, common_name TEXT NOT NULL UNIQUE, latin TEXT, family TEXT, life_form TEXT, ht_cm INTEGER, tsw_g REAL, shelf_life_yrs INTEGER,
  iucn TEXT CHECK (iucn IN ('least concern','vulnerable','endangered','extinct in the wild')), crop_relative INTEGER CHECK (crop_relative IN (0, 1)));
CREATE TABLE collectors (
  id INTEGER PRIMARY KEY, collector TEXT NOT NULL UNIQUE, affiliation TEXT, home_country TEXT, permit_no TEXT, permit_until TEXT, first_trip TEXT, last_trip TEXT, volunteer INTEGER CHECK (volunteer IN (0, 1)));
CREATE TABLE accessions (
  id INTEGER PRIMARY KEY, acc_no TEXT NOT NULL UNIQUE, species_id INTEGER REFERENCES species(id), collector_id INTEGER REFERENCES collectors(id), vault_id INTEGER REFERENCES vaults(id), duplicate_vault_id INTEGER REFERENCES vaults(id),
  origin TEXT, alt_m INTEGER, gathered_on TEXT, banked_on TEXT, seeds_recvd INTEGER, seeds_left INTEGER, state TEXT CHECK (state IN ('drying','cleaning','banked','exhausted')));
CREATE TABLE tests (
  id INTEGER PRIMARY KEY, test_no TEXT NOT NULL UNIQUE, accession_id INTEGER REFERENCES accessions(id), done_by_id INTEGER REFERENCES staff(id), checked_by_id INTEGER REFERENCES staff(id),
  method TEXT, sown_on TEXT, scored_on TEXT, seeds_used INTEGER, germ_pct REAL, verdict TEXT CHECK (verdict IN ('pass','regenerate','pending')));
CREATE TABLE requests (
  id INTEGER PRIMARY KEY, req_no TEXT NOT NULL UNIQUE, accession_id INTEGER REFERENCES accessions(id), requester TEXT, dest_country TEXT, purpose TEXT, asked_on TEXT, shipped_on TEXT, seeds_wanted INTEGER, seeds_sent INTEGER,
  handled_by_id INTEGER REFERENCES staff(id), phyto_cert INTEGER CHECK (phyto_cert IN (0, 1)), status TEXT CHECK (status IN ('new','approved','sent','declined')));
INSERT INTO vaults VALUES
 (1,'Granite','Aldmoor',-20,15,120,'5182','1996-05-03',1,3),
 (2,'Basalt','Aldmoor',-20,15,80,'7740','2008-10-20',1,1),
 (3,'Chalk','Penhallow',-18,18,60,'2916','2015-04-13',0,2),
 (4,'Cryo Cell','Aldmoor',-160,5,12,'0633','2020-02-10',1,NULL),
 (5,'Drying Loft','Penhallow',15,15,40,'4409','1996-05-03',0,NULL);
INSERT INTO staff VALUES
 (1,'Rosalind Achterberg','head of collection','200','07700 900 101','2003-01-06',NULL,0,NULL),
 (2,'Kwame Boateng','seed analyst','214','07700 900 122','2014-09-01',NULL,1,1),
 (3,'Ingrid Solheim','seed analyst','215','07700 900 143','2021-03-15','2026-03-14',0,2),
 (4,'Patrick Devane','vault technician','231','07700 900 164','2009-06-22',NULL,1,1),
 (5,'Mei Tanaka','distribution officer','240','07700 900 185','2018-11-05','2025-11-04',0,1),
 (6,'Oskar Lind','lab assistant','218',NULL,'2024-02-01','2025-07-31',0,2);
INSERT INTO species VALUES
 (1,'Marsh Lantern','Ranunculus lucernalis','Ranunculaceae','perennial herb',45,0.8,40,'endangered',0),
 (2,'Wild Emmer','Triticum dicoccoides','Poaceae','annual grass',110,28,80,'least concern',1),
 (3,'Silver Vetch','Vicia argentata','Fabaceae','annual herb',60,17.5,120,'vulnerable',1),
 (4,'Cliff Cabbage','Brassica rupicola','Brassicaceae','perennial herb',90,3.1,60,'vulnerable',1),
 (5,'Starry Broom','Genista stellata','Fabaceae','shrub',160,9.4,150,'least concern',0),
 (6,'St Brannoc''s Bell','Campanula brannocii','Campanulaceae','perennial herb',25,0.1,35,'extinct in the wild',0),
 (7,'Ghost Orchid','Epipogium aphyllum','Orchidaceae','orchid',20,0.001,8,'endangered',0),
 (8,'Goat Barley','Hordeum caprinum','Poaceae','annual grass',75,31,70,'least concern',1);
INSERT INTO collectors VALUES
 (1,'Leila Haddad','University of Amman','Jordan','JO-5521','2026-06-30','2011-05-02','2024-05-28',0),
 (2,'Gunnar Ek','Nordic Flora Trust','Sweden','SE-0194','2025-04-15','1998-07-11','2023-08-19',0),
 (3,'Wendy Trelawny','Cornish Wildlife Circle','United Kingdom','UK-7730','2027-12-31','2016-06-04','2024-09-14',1),
 (4,'Paolo Serra','Botanic Garden Cagliari','Italy','IT-3308','2024-12-31','2005-05-20','2022-06-30',0),
 (5,'Hana Novotna','independent','Czech Republic','CZ-1187','2025-10-01','2020-07-07','2024-07-22',1);
INSERT INTO accessions VALUES
 (1,'AC-1001',2,1,1,3,'Wadi Zarqa',620,'2012-05-14','2012-09-03',5200,3110,'banked'),
 (2,'AC-1002',1,2,1,2,'Lake Vattern shore',90,'2015-08-02','2016-01-20',1800,940,'banked'),
 (3,'AC-1003',6,3,2,4,'St Brannoc''s Cove',15,'2017-07-29','2018-02-12',640,75,'banked'),
 (4,'AC-1004',5,4,3,NULL,'Gennargentu',1340,'2006-06-18','2006-11-27',9000,0,'exhausted'),
 (5,'AC-1005',3,1,2,3,'Ajloun hills',980,'2019-06-01','2019-12-09',2750,2400,'banked'),
 (6,'AC-1006',7,5,4,NULL,'Sumava beech forest',1010,'2021-08-11','2021-09-02',15000,14200,'banked'),
 (7,'AC-1007',4,3,5,NULL,'Kynance cliffs',35,'2024-09-14',NULL,1120,1120,'drying'),
 (8,'AC-1008',8,1,5,NULL,'Dana plateau',1480,'2024-05-28',NULL,3300,3300,'cleaning');
INSERT INTO tests VALUES
 (1,'T-501',1,2,1,'agar 20 C','2023-02-06','2023-02-27',100,91,'pass'),
 (2,'T-502',2,3,2,'cold then warm','2023-10-02','2024-01-08',50,62,'regenerate'),
 (3,'T-503',3,3,2,'agar 15 C','2024-03-11','2024-04-22',25,84,'pass'),
 (4,'T-504',5,6,3,'chipped seed coat','2024-06-03','2024-06-24',50,96,'pass'),
 (5,'T-505',6,2,1,'tetrazolium','2024-11-18','2024-11-20',200,48,'regenerate'),
 (6,'T-506',1,6,NULL,'agar 20 C','2025-02-10',NULL,100,NULL,'pending');
INSERT INTO requests VALUES
 (1,'RQ-61',1,'Institute of Cereals Lund','Sweden','breeding','2024-01-15','2024-02-20',200,200,5,1,'sent'),
 (2,'RQ-62',3,'Parish of St Brannoc','United Kingdom','reintroduction','2024-03-04','2024-09-30',300,120,5,0,'sent'),
 (3,'RQ-63',4,'Sardinia Parks Agency','Italy','reintroduction','2024-05-22',NULL,500,0,1,0,'declined'),
 (4,'RQ-64',5,'Dryland Crops Centre','Kenya','breeding','2024-11-11',NULL,150,NULL,5,1,'approved'),
 (5,'RQ-65',2,'Umea University','Sweden','research','2025-01-28',NULL,60,NULL,2,0,'new'),
 (6,'RQ-66',6,'Orchid Lab Brno','Czech Republic','research','2024-10-02','2024-12-12',600,600,2,1,'sent');
