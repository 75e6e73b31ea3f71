CREATE TABLE guides (
  id INTEGER PRIMARY KEY, guide TEXT NOT NULL UNIQUE, base_village TEXT, lic_level TEXT CHECK (lic_level IN ('aspirant','mountain guide','hiking guide')), lic_valid_to TEXT, first_aid_to TEXT,
  since_yr INTEGER, day_rate_eur REAL, cell TEXT, landline TEXT, ski INTEGER CHECK (ski IN (0, 1)), mentor_id INTEGER REFERENCES guides(id));
CREATE TABLE huts (
  id INTEGER PRIMARY KEY, hut TEXT NOT NULL UNIQUE, massif TEXT, elev_m INTEGER, bunks INTEGER, winter_room INTEGER, warden TEXT, sat_tel TEXT, opens TEXT, closes TEXT, night_eur REAL, halfboard_eur REAL,
  cards_ok INTEGER CHECK (cards_ok IN (0, 1)));
CREATE TABLE tours (
  id INTEGER PRIMARY KEY, tour TEXT NOT NULL UNIQUE, type TEXT CHECK (type IN ('hike','glacier','climb','ski tour','via ferrata')), grade TEXT CHECK (grade IN ('easy','moderate','hard')), days INTEGER,
  up_m INTEGER, down_m INTEGER, longest_stage_h REAL, min_pax INTEGER, max_pax INTEGER, price_eur REAL, private_eur REAL, first_hut_id INTEGER REFERENCES huts(id), last_hut_id INTEGER REFERENCES huts(id), meet_at TEXT);
CREATE TABLE departures (
  id INTEGER PRIMARY KEY, dep_code TEXT NOT NULL UNIQUE, tour_id INTEGER REFERENCES tours(id), lead_guide_id INTEGER REFERENCES guides(id), second_guide_id INTEGER REFERENCES guides(id),
  starts TEXT, ends TEXT, book_by TEXT, pax INTEGER, status TEXT CHECK (status IN ('open','full','cancelled','done')), avalanche_lvl INTEGER);
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, town TEXT, born INTEGER, mobile TEXT, ice_tel TEXT, email TEXT, diet TEXT, ht_cm INTEGER, wt_kg INTEGER, club_member INTEGER CHECK (club_member IN (0, 1)), fitness TEXT);
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY, booking_ref TEXT NOT NULL UNIQUE, departure_id INTEGER REFERENCES departures(id), client_id INTEGER REFERENCES clients(id), booked_on TEXT, paid_on TEXT, persons INTEGER,
  total_eur REAL, downpay_eur REAL, pay_state TEXT CHECK (pay_state IN ('deposit','paid','refunded','unpaid')), canx_ins INTEGER CHECK (canx_ins IN (0, 1)));
CREATE TABLE gear (
  id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, category TEXT CHECK (category IN ('rope','harness','ice axe','crampons','helmet','transceiver')), brand TEXT, size TEXT, wt_g INTEGER, bought TEXT, last_check TEXT, scrap_by TEXT,
  hire_day_eur REAL, new_eur REAL, cond TEXT CHECK (cond IN ('good','worn','withdrawn')), shelf TEXT);
CREATE TABLE gear_loans (
  id INTEGER PRIMARY KEY, slip TEXT NOT NULL UNIQUE, gear_id INTEGER REFERENCES gear(id), booking_id INTEGER REFERENCES bookings(id), issued_by_id INTEGER REFERENCES guides(id), taken_back_by_id INTEGER REFERENCES guides(id),
  out_on TEXT, due TEXT, back_on TEXT, pledge_eur REAL, charge_eur REAL, dmg INTEGER CHECK (dmg IN (0, 1)));
INSERT INTO guides VALUES
 (1,'Reto Zurbriggen','Saas Almagell','mountain guide','2027-06-30','2025-11-15',1994,540,'+41 79 555 0101','+41 27 555 0111',1,NULL),
 (2,'Flurina Caduff','Sedrun','mountain guide','2026-06-30','2026-03-20',2008,520,'+41 79 555 0102','+41 81 555 0112',1,1),
 (3,'Emil Brandstetter','Kals','mountain guide','2025-12-31','2025-05-09',2012,495,'+43 664 555 0103',NULL,0,1),
 (4,'Noemi Ferrand','Bessans','aspirant','2026-12-31','2026-10-02',2021,330,'+33 6 55 55 01 04',NULL,1,2),
 (5,'Gianni Pellissero','Cogne','hiking guide','2028-04-30','2025-08-28',2016,280,'+39 333 555 0105','+39 0165 555 115',0,3),
 (6,'Ottilie Hauser','Kals','aspirant','2025-10-31','2027-01-17',2023,310,'+43 664 555 0106',NULL,1,3);
INSERT INTO huts VALUES
 (1,'Marmot Hut','Silvretta',2312,78,12,'Walburga Thoma','+870 555 201','2024-06-15','2024-10-06',24,62,1),
 (2,'Rifugio Corvo','Gran Paradiso',2731,54,8,'Piero Anselmet','+870 555 202','2024-06-22','2024-09-22',21,55,0),
 (3,'Cabane du Vent','Pennine Alps',3048,110,20,'Solange Rey','+870 555 203','2024-03-16','2024-09-15',36,84,1),
 (4,'Ibex Shelter','Glockner',2805,32,6,'Sepp Oberlohr','+870 555 204','2024-07-01','2024-09-20',19,49,0),
 (5,'Lake House','Silvretta',1986,90,0,'Jutta Neyer','+870 555 205','2024-05-18','2024-10-27',28,66,1);
INSERT INTO tours VALUES
 (1,'Silvretta Traverse','glacier','moderate',4,3400,3650,7,4,8,690,2900,5,1,'Bielerhoehe bus stop'),
 (2,'Four Lakes Walk','hike','easy',3,1500,1700,5,5,12,395,1600,5,5,'Partenen church square'),
 (3,'Raven Ridge','climb','hard',2,1900,1900,11,1,2,780,1250,2,2,'Pont car park'),
 (4,'Windy Haute Route','ski tour','hard',6,5600,5900,8.5,4,6,1340,6200,3,3,'Arolla post office'),
 (5,'Ladder of Kals','via ferrata','moderate',1,900,900,6,3,6,165,620,NULL,NULL,'Lucknerhaus'),
 (6,'First Ice','glacier','easy',2,1100,1100,5.5,4,8,340,1480,4,4,'Kals tourist office');
INSERT INTO departures VALUES
 (1,'D-2401',1,2,4,'2024-07-14','2024-07-17','2024-06-16',7,'done',NULL),
 (2,'D-2402',4,1,2,'2024-03-24','2024-03-29','2024-02-18',6,'done',2),
 (3,'D-2407',2,5,NULL,'2024-08-30','2024-09-01','2024-08-16',9,'done',NULL),
 (4,'D-2411',3,3,NULL,'2024-09-07','2024-09-08','2024-08-24',2,'cancelled',NULL),
 (5,'D-2502',4,1,4,'2025-03-23','2025-03-28','2025-02-16',6,'full',3),
 (6,'D-2506',6,3,6,'2025-07-05','2025-07-06','2025-06-20',3,'open',NULL);
INSERT INTO clients VALUES
 (1,'Beatrix Holm','Aarhus',1979,'+45 20 55 01 31','+45 20 55 01 91','beatrix@holm.example','vegetarian',171,64,1,'strong'),
 (2,'Desmond Achebe','Leeds',1988,'+44 7700 900131','+44 7700 900191','des@achebe.example','none',186,88,0,'average'),
 (3,'Lotte van Rijn','Utrecht',1995,'+31 6 5550 1133','+31 6 5550 1193','lotte@vanrijn.example','vegan',178,70,1,'strong'),
 (4,'Walter Piskorz','Graz',1956,'+43 664 555 1134','+43 664 555 1194','piskorz@bergpost.example','no nuts',169,81,1,'average'),
 (5,'Amira Haddad','Lyon',2001,'+33 6 55 55 11 35','+33 6 55 55 11 95','amira@haddad.example','halal',163,57,0,'beginner'),
 (6,'Conor Mulcahy','Cork',1983,'+353 85 555 1136','+353 85 555 1196','conor@mulcahy.example','none',192,97,0,'average');
INSERT INTO bookings VALUES
 (1,'BK-901',1,1,'2024-02-11','2024-05-30',2,1380,276,'paid',1),
 (2,'BK-904',2,3,'2023-11-20','2024-01-15',1,1340,402,'paid',1),
 (3,'BK-909',3,5,'2024-06-18','2024-07-29',2,790,158,'paid',0),
 (4,'BK-913',4,2,'2024-05-04','2024-08-01',1,780,234,'refunded',0),
 (5,'BK-920',5,6,'2024-10-22',NULL,1,1340,402,'deposit',1),
 (6,'BK-921',6,4,'2025-01-09',NULL,3,1020,204,'deposit',0),
 (7,'BK-925',5,3,'2025-01-20',NULL,1,1340,0,'unpaid',0);
INSERT INTO gear VALUES
 (1,'R-07','rope','Edelweg','50 m',3100,'2021-04-12','2024-05-02','2027-04-30',12,189,'good','A2'),
 (2,'R-09','rope','Montaro','60 m',3720,'2017-03-03','2024-05-02','2024-12-31',12,205,'worn','A2'),
 (3,'H-21','harness','Montaro','M',430,'2022-06-20','2024-04-18','2032-06-30',6,74.9,'good','B1'),
 (4,'H-24','harness','Klippa','XL',495,'2019-05-11','2023-04-20','2029-05-31',6,69,'good','B1'),
 (5,'AX-03','ice axe','Edelweg','60 cm',385,'2016-02-08','2024-04-18',NULL,5,99,'worn','C4'),
 (6,'CR-15','crampons','Gletz','37-43',870,'2020-09-30','2024-06-11',NULL,8,139,'good','C2'),
 (7,'HE-40','helmet','Klippa','L',310,'2014-07-01','2023-06-05','2024-07-01',4,59.5,'withdrawn','D1'),
 (8,'TX-11','transceiver','Pipsa',NULL,215,'2023-11-14','2024-11-25','2033-11-30',10,329,'good','D3');
INSERT INTO gear_loans VALUES
 (1,'GL-61',1,1,2,4,'2024-07-14','2024-07-17','2024-07-17',50,48,0),
 (2,'GL-62',6,1,2,2,'2024-07-14','2024-07-17','2024-07-19',40,40,1),
 (3,'GL-64',8,2,1,2,'2024-03-24','2024-03-29','2024-03-29',100,60,0),
 (4,'GL-70',4,4,3,3,'2024-09-01','2024-09-08','2024-09-03',30,0,0),
 (5,'GL-73',8,5,1,NULL,'2025-03-22','2025-03-28',NULL,100,70,0),
 (6,'GL-75',5,6,6,NULL,'2025-07-04','2025-07-06',NULL,25,10,0);
