CREATE TABLE keepers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, grade TEXT CHECK (grade IN ('head','senior','junior','trainee')), radio_ch INTEGER, mobile TEXT,
  diver INTEGER CHECK (diver IN (0, 1)), started TEXT, dive_med_until TEXT, mentor_id INTEGER REFERENCES keepers(id));
INSERT INTO keepers VALUES
 (1,'Imke Roosen','head',1,'0151 555 0301',1,'2004-09-01','2025-03-31',NULL),
 (2,'Jamal Okafor','senior',3,'0151 555 0302',1,'2012-02-15','2025-08-31',1),
 (3,'Pietro Salvi','senior',4,'0151 555 0303',0,'2015-06-01',NULL,1),
 (4,'Lucy Tranter','junior',5,'0151 555 0304',1,'2021-04-12','2024-12-31',2),
 (5,'Desmond Hale','trainee',6,'0151 555 0305',0,'2024-01-08',NULL,3);
CREATE TABLE tanks (
  id INTEGER PRIMARY KEY, tank TEXT NOT NULL UNIQUE, hall TEXT, vol_m3 REAL, depth_cm INTEGER, temp_c REAL, sal_ppt REAL, cleaned_on TEXT, next_clean TEXT,
  touchable INTEGER CHECK (touchable IN (0, 1)), keeper_id INTEGER REFERENCES keepers(id), backup_id INTEGER REFERENCES keepers(id));
INSERT INTO tanks VALUES
 (1,'Kelp Forest','Cold Coasts',210,520,11.5,34,'2024-10-02','2024-11-06',0,2,4),
 (2,'Lagoon Ring','Tropics',480,380,25.5,35,'2024-09-18','2024-10-30',0,1,2),
 (3,'Jelly Cylinder','Drifters',6.5,240,16,33,'2024-10-11','2024-10-25',0,4,3),
 (4,'Ray Bay','Tidal Hall',38,65,15,32,'2024-10-14','2024-10-21',1,3,5),
 (5,'River Bend','Fresh Water',95,180,18,0.3,'2024-08-27','2024-11-20',0,3,4),
 (6,'Rock Shore','Cold Coasts',120,210,13,30,'2024-10-09','2024-10-23',0,2,1),
 (7,'Nursery Pool','Backstage',4,80,24,35,'2024-10-12','2024-10-19',0,1,5);
CREATE TABLE species (
  id INTEGER PRIMARY KEY, common TEXT NOT NULL UNIQUE, latin TEXT, diet TEXT, adult_cm INTEGER, lifespan_y INTEGER, origin TEXT,
  iucn TEXT CHECK (iucn IN ('least concern','vulnerable','endangered','not assessed')), venomous INTEGER CHECK (venomous IN (0, 1)));
INSERT INTO species VALUES
 (1,'Blacktip reef shark','Carcharhinus melanopterus','fish',160,15,'Indo-Pacific','vulnerable',0),
 (2,'Clown anemonefish','Amphiprion ocellaris','plankton',11,10,'Indo-Pacific','least concern',0),
 (3,'Moon jellyfish','Aurelia aurita','plankton',35,1,'worldwide','not assessed',1),
 (4,'Spotted ray','Raja montagui','crabs',80,14,'North Atlantic','least concern',0),
 (5,'Giant Pacific octopus','Enteroctopus dofleini','crabs',430,5,'North Pacific','least concern',1),
 (6,'Red lionfish','Pterois volitans','fish',38,15,'Indo-Pacific','least concern',1),
 (7,'Humboldt penguin','Spheniscus humboldti','fish',68,25,'Chile and Peru','vulnerable',0),
 (8,'European eel','Anguilla anguilla','insects',100,40,'Europe','endangered',0);
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY, firm TEXT NOT NULL UNIQUE, kind TEXT CHECK (kind IN ('zoo','breeder','food','importer')), town TEXT, contact TEXT,
  lead_days INTEGER, quarantine_days INTEGER, min_order_eur REAL, certified INTEGER CHECK (certified IN (0, 1)));
INSERT INTO suppliers VALUES
 (1,'Reefline Imports','importer','Rotterdam','Anouk de Wit',21,40,600,1),
 (2,'Nordsea Bait','food','Cuxhaven','Hauke Thiessen',2,0,80,1),
 (3,'Hagenfels Zoo','zoo','Hagenfels','Dr Beate Orth',60,30,0,1),
 (4,'Coral Cove Farm','breeder','Bristol','Neil Pargeter',10,14,150,0),
 (5,'Brinewerk','food','Kiel','Ronja Falk',4,0,45,0);
CREATE TABLE animals (
  id INTEGER PRIMARY KEY, nickname TEXT NOT NULL UNIQUE, species_id INTEGER REFERENCES species(id), tank_id INTEGER REFERENCES tanks(id), prev_tank_id INTEGER REFERENCES tanks(id),
  supplier_id INTEGER REFERENCES suppliers(id), mother_id INTEGER REFERENCES animals(id), sex TEXT CHECK (sex IN ('male','female','unknown')), hatched TEXT, arrived TEXT,
  wt_kg REAL, len_cm REAL);
INSERT INTO animals VALUES
 (1,'Bruno',1,2,NULL,1,NULL,'male','2016-05-20','2017-03-11',19.5,132),
 (2,'Nixie',1,2,7,NULL,NULL,'female','2014-08-02','2015-10-05',27.2,148),
 (3,'Pancake',4,4,NULL,4,NULL,'female','2019-03-15','2019-09-30',2.8,64),
 (4,'Ottilie',5,1,NULL,1,NULL,'female','2022-01-10','2023-04-18',16.4,260),
 (5,'Magnus',7,6,NULL,3,6,'male','2018-04-27','2019-06-12',4.6,66),
 (6,'Pilar',7,6,NULL,3,NULL,'female','2009-05-03','2011-02-22',4.1,63),
 (7,'Sprat',2,7,2,4,NULL,'unknown','2024-06-14','2024-08-01',0.02,4.5),
 (8,'Scarlett',6,2,7,1,NULL,'female','2020-11-11','2021-07-19',0.9,33),
 (9,'Old Wriggly',8,5,NULL,NULL,NULL,'unknown','1988-04-01','1993-05-17',1.9,88);
CREATE TABLE feedings (
  id INTEGER PRIMARY KEY, slot TEXT NOT NULL UNIQUE, tank_id INTEGER REFERENCES tanks(id), keeper_id INTEGER REFERENCES keepers(id), food_from_id INTEGER REFERENCES suppliers(id),
  food TEXT, at_time TEXT, days TEXT, grams INTEGER, is_public INTEGER CHECK (is_public IN (0, 1)), seats INTEGER);
INSERT INTO feedings VALUES
 (1,'FD-1',2,1,2,'mackerel','14:00','Tue and Fri',5200,1,90),
 (2,'FD-2',6,2,2,'herring','11:30','daily',3800,1,60),
 (3,'FD-3',3,4,5,'brine shrimp','09:15','daily',120,0,NULL),
 (4,'FD-4',4,3,2,'shrimp','15:15','Mon Wed Sat',900,1,25),
 (5,'FD-5',1,2,2,'crab','16:45','Wed and Sun',1400,0,NULL),
 (6,'FD-6',5,5,5,'bloodworm','10:00','Mon and Thu',350,0,NULL),
 (7,'FD-7',7,1,5,'brine shrimp','08:30','daily',40,0,NULL);
CREATE TABLE checkups (
  id INTEGER PRIMARY KEY, check_no TEXT NOT NULL UNIQUE, animal_id INTEGER REFERENCES animals(id), keeper_id INTEGER REFERENCES keepers(id), vet TEXT, done_on TEXT, follow_up_on TEXT,
  reason TEXT, result TEXT CHECK (result IN ('healthy','under treatment','to observe')), fee_eur REAL, sedated INTEGER CHECK (sedated IN (0, 1)));
INSERT INTO checkups VALUES
 (1,'V-210',2,1,'Dr Kessel','2024-09-04','2025-03-04','annual','healthy',240,1),
 (2,'V-211',5,2,'Dr Kessel','2024-09-12','2024-10-10','limp','under treatment',135,0),
 (3,'V-212',3,5,'Dr Amari','2024-09-20','2024-11-20','bite wound','to observe',90,0),
 (4,'V-213',9,3,'Dr Amari','2024-09-27',NULL,'annual','healthy',60,1),
 (5,'V-214',8,1,'Dr Kessel','2024-10-03','2024-10-24','cloudy eye','under treatment',110,1),
 (6,'V-215',6,2,'Dr Amari','2024-10-07','2025-10-07','annual','healthy',75,0);
