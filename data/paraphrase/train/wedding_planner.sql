CREATE TABLE team (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT CHECK (role IN ('owner','planner','assistant','stylist')), desk_tel TEXT, mobile TEXT, joined TEXT,
  contract_end TEXT, share_pct REAL, drives_van INTEGER CHECK (drives_van IN (0, 1)), lead_id INTEGER REFERENCES team(id));
INSERT INTO team VALUES
 (1,'Philippa Crane','owner','01273 555 01','07700 900 401','2010-05-03',NULL,20,0,NULL),
 (2,'Rashid Kamal','planner','01273 555 02','07700 900 402','2016-09-12',NULL,12,1,1),
 (3,'Freya Lindqvist','planner','01273 555 03','07700 900 403','2019-02-18','2026-02-28',10,0,1),
 (4,'Tomasz Bielak','assistant','01273 555 04','07700 900 404','2022-07-01','2025-06-30',4,1,2),
 (5,'Coral Jessop','stylist','01273 555 05','07700 900 405','2021-03-22',NULL,6,1,1),
 (6,'Dilys Pugh','assistant','01273 555 06','07700 900 406','2024-01-15','2025-01-14',4,0,3);
CREATE TABLE venues (
  id INTEGER PRIMARY KEY, venue TEXT NOT NULL UNIQUE, town TEXT, style TEXT, seats_in INTEGER, seats_out INTEGER, hire_eur REAL, deposit_eur REAL, music_until TEXT,
  own_kitchen INTEGER CHECK (own_kitchen IN (0, 1)), rooms_n INTEGER);
INSERT INTO venues VALUES
 (1,'Harrow Barn','Lewes','barn',140,80,4200,800,'00:30',0,0),
 (2,'Chateau Lavande','Hove','country house',110,200,8900,2500,'01:00',1,22),
 (3,'St Brannock''s','Lewes','church',180,0,550,0,NULL,0,0),
 (4,'The Lantern Room','Brighton','hotel',90,30,5600,1200,'23:30',1,64),
 (5,'Gull Point Marquee','Seaford','tent',150,250,3300,900,'22:00',0,0),
 (6,'Mercer Town Hall','Brighton','registry office',60,0,390,100,NULL,0,0);
CREATE TABLE weddings (
  id INTEGER PRIMARY KEY, couple TEXT NOT NULL UNIQUE, wed_date TEXT, booked_on TEXT, ceremony_venue_id INTEGER REFERENCES venues(id), party_venue_id INTEGER REFERENCES venues(id),
  planner_id INTEGER REFERENCES team(id), helper_id INTEGER REFERENCES team(id), budget_eur REAL, our_fee_eur REAL, exp_guests INTEGER, theme TEXT,
  phase TEXT CHECK (phase IN ('enquiry','planning','over','called off')));
INSERT INTO weddings VALUES
 (1,'Albrecht & Sorensen','2025-06-14','2024-03-02',3,1,2,4,38000,4600,120,'wild meadow','planning'),
 (2,'Ndiaye & Fairweather','2025-08-23','2024-05-19',2,2,3,6,72000,8200,165,'lavender','planning'),
 (3,'Costa & Whitlock','2024-09-07','2023-10-11',6,4,1,4,26500,3400,70,'art deco','over'),
 (4,'Petrov & Hallam','2025-05-10','2024-08-30',3,5,2,6,31000,3900,150,'seaside','planning'),
 (5,'Oduya & Brett','2024-12-14','2024-02-08',6,4,3,4,21000,2800,55,'winter candlelight','called off'),
 (6,'Lindgren & Moss','2026-04-18','2024-11-01',2,1,1,6,45000,5200,95,'citrus','enquiry');
CREATE TABLE vendors (
  id INTEGER PRIMARY KEY, business TEXT NOT NULL UNIQUE, trade TEXT CHECK (trade IN ('florist','caterer','photographer','band','cake','hire')), town TEXT, phone TEXT, emergency_tel TEXT,
  day_rate_eur REAL, hourly_eur REAL, stars REAL, insured INTEGER CHECK (insured IN (0, 1)), stand_in_id INTEGER REFERENCES vendors(id));
INSERT INTO vendors VALUES
 (1,'Petal & Thorn','florist','Lewes','01273 555 21','07700 900 501',480,70,4.8,1,NULL),
 (2,'Salt Larder','caterer','Brighton','01273 555 22','07700 900 502',2600,NULL,4.5,1,NULL),
 (3,'Ines Valdor Photography','photographer','Worthing','01903 555 23','07700 900 503',1900,260,4.9,1,4),
 (4,'Oskar Frost Pictures','photographer','Hove','01273 555 24','07700 900 504',1350,190,4.1,0,3),
 (5,'The Brass Magpies','band','Brighton','01273 555 25','07700 900 505',2200,450,4.6,1,NULL),
 (6,'Sugar Mill Cakes','cake','Seaford','01323 555 26',NULL,390,NULL,4.7,1,NULL),
 (7,'Greystoke Hire','hire','Newhaven','01273 555 27','07700 900 507',620,85,3.8,1,NULL),
 (8,'Bramble & Rye','caterer','Lewes','01273 555 28','07700 900 508',2100,NULL,4.2,0,2);
CREATE TABLE contracts (
  id INTEGER PRIMARY KEY, contract_no TEXT NOT NULL UNIQUE, wedding_id INTEGER REFERENCES weddings(id), vendor_id INTEGER REFERENCES vendors(id), handled_by_id INTEGER REFERENCES team(id),
  signed_on TEXT, pay_by TEXT, total_eur REAL, deposit_eur REAL, status TEXT CHECK (status IN ('draft','signed','paid','cancelled')), arrives_at TEXT);
INSERT INTO contracts VALUES
 (1,'WC-401',1,1,2,'2024-06-10','2025-05-31',2450,500,'signed','07:30'),
 (2,'WC-402',1,2,4,'2024-07-04','2025-06-01',9600,2400,'signed','10:00'),
 (3,'WC-403',2,3,3,'2024-06-28','2025-08-09',3100,900,'signed','11:15'),
 (4,'WC-404',3,5,1,'2024-01-19','2024-08-24',2650,600,'paid','18:00'),
 (5,'WC-405',4,6,2,NULL,'2025-04-26',720,0,'draft','13:30'),
 (6,'WC-406',5,4,4,'2024-03-15','2024-11-30',1500,300,'cancelled','12:45'),
 (7,'WC-407',2,7,6,'2024-09-05','2025-08-16',4800,1200,'signed','06:45'),
 (8,'WC-408',3,8,4,'2023-12-02','2024-08-31',5200,1300,'paid','14:20');
CREATE TABLE guest_tables (
  id INTEGER PRIMARY KEY, table_tag TEXT NOT NULL UNIQUE, wedding_id INTEGER REFERENCES weddings(id), shape TEXT CHECK (shape IN ('round','long','square')), chairs INTEGER, high_chairs INTEGER,
  linen TEXT, flowers TEXT, near_band INTEGER CHECK (near_band IN (0, 1)), diam_cm INTEGER);
INSERT INTO guest_tables VALUES
 (1,'AS-T1',1,'long',14,0,'ivory','cornflower',0,NULL),
 (2,'AS-T2',1,'round',8,2,'ivory','daisy',1,150),
 (3,'AS-T3',1,'round',10,0,'sage','daisy',1,180),
 (4,'NF-T1',2,'long',18,0,'white','lavender',0,NULL),
 (5,'NF-T2',2,'round',10,1,'lilac','lavender',1,180),
 (6,'CW-T1',3,'square',8,0,'black','orchid',0,NULL),
 (7,'PH-T1',4,'round',9,3,'white','sea holly',0,165);
CREATE TABLE guests (
  id INTEGER PRIMARY KEY, guest TEXT NOT NULL UNIQUE, table_id INTEGER REFERENCES guest_tables(id), side TEXT CHECK (side IN ('bride','groom')), diet TEXT,
  invited_on TEXT, replied_on TEXT, rsvp TEXT CHECK (rsvp IN ('yes','no','waiting')), plus_one INTEGER CHECK (plus_one IN (0, 1)), mobile TEXT);
INSERT INTO guests VALUES
 (1,'Auntie Gertrud',1,'bride','vegetarian','2024-10-01','2024-10-09','yes',0,'07700 900 601'),
 (2,'Lars Sorensen',1,'groom','none','2024-10-01','2024-10-04','yes',1,'07700 900 602'),
 (3,'Mina Albrecht',2,'bride','gluten-free','2024-10-03',NULL,'waiting',1,'07700 900 603'),
 (4,'Amadou Ndiaye',4,'groom','halal','2024-11-12','2024-11-20','yes',1,'07700 900 604'),
 (5,'Prudence Fairweather',4,'bride','none','2024-11-12','2024-12-01','no',0,'07700 900 605'),
 (6,'Stan Whitlock',6,'groom','none','2024-02-20','2024-03-03','yes',0,'07700 900 606'),
 (7,'Vera Petrova',7,'bride','vegan','2024-12-05',NULL,'waiting',0,'07700 900 607'),
 (8,'Cousin Bertie',5,'bride','nut allergy','2024-11-15','2024-11-16','yes',1,'07700 900 608');
