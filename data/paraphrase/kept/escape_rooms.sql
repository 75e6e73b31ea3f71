CREATE TABLE branches (
  id INTEGER PRIMARY KEY, branch TEXT NOT NULL UNIQUE, town TEXT, street TEXT, phone TEXT, whatsapp TEXT, manager TEXT, opened TEXT,
  lobby_m2 INTEGER, step_free INTEGER CHECK (step_free IN (0, 1)));
CREATE TABLE builders (
  id INTEGER PRIMARY KEY, builder TEXT NOT NULL UNIQUE, town TEXT, country TEXT, contact TEXT, email TEXT, founded INTEGER, lead_wks INTEGER);
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, branch_id INTEGER REFERENCES branches(id), mentor_id INTEGER REFERENCES hosts(id), role TEXT,
  mobile TEXT, desk_ext TEXT, started_on TEXT, hrs_pw REAL, english INTEGER CHECK (english IN (0, 1)));
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL UNIQUE, branch_id INTEGER REFERENCES branches(id), builder_id INTEGER REFERENCES builders(id), genre TEXT,
  min_pl INTEGER, max_pl INTEGER, play_min INTEGER, record_min INTEGER, base_eur REAL, extra_head_eur REAL, age_from INTEGER,
  live_actor INTEGER CHECK (live_actor IN (0, 1)));
CREATE TABLE props (
  id INTEGER PRIMARY KEY, prop TEXT NOT NULL UNIQUE, room_id INTEGER REFERENCES rooms(id), maker_id INTEGER REFERENCES builders(id), material TEXT,
  wt_kg REAL, cost_eur REAL, installed_on TEXT, checked_on TEXT, condition TEXT, spare INTEGER CHECK (spare IN (0, 1)));
CREATE TABLE teams (
  id INTEGER PRIMARY KEY, team TEXT NOT NULL UNIQUE, captain TEXT, town TEXT, kind TEXT, mobile TEXT, email TEXT, member_since TEXT,
  newsletter INTEGER CHECK (newsletter IN (0, 1)));
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY, booking_no TEXT NOT NULL UNIQUE, room_id INTEGER REFERENCES rooms(id), team_id INTEGER REFERENCES teams(id),
  host_id INTEGER REFERENCES hosts(id), standby_id INTEGER REFERENCES hosts(id), booked_on TEXT, play_on TEXT, players INTEGER,
  deposit_eur REAL, total_eur REAL, state TEXT, finish_min INTEGER);
CREATE TABLE vouchers (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, bought_by_id INTEGER REFERENCES teams(id), redeemed_by_id INTEGER REFERENCES teams(id),
  branch_id INTEGER REFERENCES branches(id), value_eur REAL, left_eur REAL, sold_on TEXT, valid_to TEXT, posted INTEGER CHECK (posted IN (0, 1)));
INSERT INTO branches VALUES
 (1,'Old Brewery','Erfurt','Malzgasse 4','0361 555 10','0160 555 0311','Dagmar Voss','2015-05-08',70,1),
 (2,'Canal Vaults','Hamburg','Fleetstieg 19','040 555 22','0160 555 0322','Enno Petersen','2017-10-13',45,0),
 (3,'Signal Box','Dortmund','Am Stellwerk 2','0231 555 37','0160 555 0337','Safiye Demir','2019-03-01',38,1),
 (4,'Attic Nine','Graz','Dachgasse 9','0316 555 44','0660 555 0344','Korbinian Leitner','2022-11-25',26,0);
INSERT INTO builders VALUES
 (1,'Riddlewright','Brighton','United Kingdom','Tamsin Hale','hale@riddlewright.example',2012,16),
 (2,'Kulissen Maurer','Weimar','Germany','Ingo Maurer','werkstatt@maurer.example',1979,8),
 (3,'Zahrada Props','Olomouc','Czechia','Petra Zahradova','petra@zahrada.example',2008,6),
 (4,'Voltknot Electronics','Eindhoven','Netherlands','Daan Kuipers','daan@voltknot.example',2016,11),
 (5,'Ferro Teatro','Udine','Italy','Silvio Rossetti','info@ferroteatro.example',1991,10);
INSERT INTO hosts VALUES
 (1,'Malte Brinkmann',1,NULL,'senior host','0171 555 0401','11','2015-06-01',38,1),
 (2,'Nadia Okoro',1,1,'host','0171 555 0402','12','2021-09-20',20,1),
 (3,'Lars Feddersen',2,1,'senior host','0171 555 0403','21','2017-10-01',40,0),
 (4,'Xenia Baumann',2,3,'actor','0171 555 0404','23','2022-02-14',16,1),
 (5,'Cem Aydin',3,3,'host','0171 555 0405','31','2020-08-10',30,0),
 (6,'Annelie Kofler',4,5,'host','0171 555 0406','41','2023-01-09',24,1),
 (7,'Toby Marsh',3,5,'technician','0171 555 0407','34','2019-05-27',32,1);
INSERT INTO rooms VALUES
 (1,'The Alchemist''s Debt',1,2,'fantasy',2,6,60,41,79,15,10,0),
 (2,'Cellar 13',1,3,'horror',3,5,75,58,99,22,16,1),
 (3,'Mutiny Below',2,1,'adventure',2,7,70,49,89,18,12,0),
 (4,'The Drowned Bank',2,1,'heist',4,8,90,71,129,20,14,1),
 (5,'Last Train to Vesna',3,5,'crime',2,6,60,38,75,14,10,0),
 (6,'Relay Zero',3,4,'sci-fi',2,5,60,52,85,16,12,0),
 (7,'Grandma''s Will',4,2,'family',2,6,50,27,59,9,6,0);
INSERT INTO props VALUES
 (1,'Bone Organ',2,3,'resin',38,2400,'2018-04-12','2024-09-30','working',0),
 (2,'Brass Astrolabe',1,5,'brass',6.5,780,'2015-04-20','2024-08-14','worn',1),
 (3,'Captain''s Chest',3,2,'oak',44,950,'2017-09-22','2024-10-02','working',0),
 (4,'Vault Wheel',4,5,'steel',120,5300,'2020-02-03','2024-07-11','broken',0),
 (5,'Telegraph Key',5,4,'bakelite',1.2,310,'2019-02-18','2024-10-09','working',1),
 (6,'Plasma Console',6,4,'acrylic',27,6100,'2021-06-30','2024-10-09','at repair',0),
 (7,'Knitting Basket',7,2,'wicker',0.9,85,'2022-11-10','2024-05-16','worn',1),
 (8,'Whispering Mirror',2,1,'glass',19,1650,'2018-04-12','2024-09-30','working',0);
INSERT INTO teams VALUES
 (1,'Lockdown Ladies','Birte Hansen','Hamburg','friends','0152 555 0511','birte@posthaus.example','2019-02-02',1),
 (2,'Falk Logistics','Jonas Falk','Dortmund','company','0152 555 0522','events@falklog.example','2022-06-17',0),
 (3,'Class 9b Humboldt','Frau Sieber','Erfurt','school','0152 555 0533','sieber@humboldt.example','2024-04-08',0),
 (4,'The Keyholders','Marius Engel','Leipzig','friends','0152 555 0544','marius@engelmail.example','2018-11-30',1),
 (5,'Family Prohaska','Greta Prohaska','Graz','family','0664 555 0555','greta@prohaska.example','2023-12-27',1),
 (6,'Tax Office Unna','Dieter Lohmann','Unna','company','0152 555 0566','lohmann@unna.example','2023-05-04',0);
INSERT INTO bookings VALUES
 (1,'EB-1101',3,1,3,4,'2024-08-30','2024-09-14',5,40,143,'played',55),
 (2,'EB-1102',1,3,2,1,'2024-09-02','2024-09-19',6,30,139,'played',60),
 (3,'EB-1103',4,2,4,3,'2024-09-10','2024-10-04',8,65,209,'played',83),
 (4,'EB-1104',2,4,1,2,'2024-09-25','2024-10-12',4,50,121,'no-show',NULL),
 (5,'EB-1105',7,5,6,NULL,'2024-10-05','2024-11-02',4,0,77,'confirmed',NULL),
 (6,'EB-1106',5,6,5,7,'2024-10-08','2024-11-08',6,35,131,'confirmed',NULL),
 (7,'EB-1107',6,4,5,7,'2024-10-11','2024-10-26',3,40,101,'cancelled',NULL),
 (8,'EB-1108',5,4,7,5,'2024-07-21','2024-08-03',4,35,103,'played',38);
INSERT INTO vouchers VALUES
 (1,'GV-MOON',1,4,2,100,0,'2023-12-12','2026-12-31',1),
 (2,'GV-FERN',2,NULL,3,250,250,'2024-03-15','2027-12-31',0),
 (3,'GV-OPAL',4,3,1,80,15,'2024-05-05','2027-12-31',0),
 (4,'GV-LARK',5,5,4,60,22.5,'2023-12-27','2026-12-31',1),
 (5,'GV-RUST',6,NULL,3,150,150,'2024-09-18','2027-12-31',1),
 (6,'GV-TIDE',1,2,2,120,0,'2022-11-29','2025-12-31',0);
