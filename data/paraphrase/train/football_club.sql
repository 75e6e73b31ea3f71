CREATE TABLE grounds (
  id INTEGER PRIMARY KEY, ground TEXT NOT NULL UNIQUE, town TEXT, capacity INTEGER, seats INTEGER, len_m INTEGER, wid_m INTEGER, surface TEXT, opened INTEGER, refurbished INTEGER,
  floodlit INTEGER CHECK (floodlit IN (0, 1)));
CREATE TABLE coaches (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, badge TEXT, badge_expires TEXT, joined TEXT, contract_to TEXT, tel TEXT, mob TEXT, wage_pm REAL, mentor_id INTEGER REFERENCES coaches(id));
CREATE TABLE teams (
  id INTEGER PRIMARY KEY, team TEXT NOT NULL UNIQUE, league TEXT, pos INTEGER, pts INTEGER, home_clr TEXT, away_clr TEXT, manager_id INTEGER REFERENCES coaches(id), asst_id INTEGER REFERENCES coaches(id),
  home_ground_id INTEGER REFERENCES grounds(id), training_ground_id INTEGER REFERENCES grounds(id));
CREATE TABLE players (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, team_id INTEGER REFERENCES teams(id), shirt_no INTEGER, role TEXT, foot TEXT CHECK (foot IN ('left','right','both')), ht_cm INTEGER, wt_kg REAL,
  dob TEXT, signed TEXT, goals INTEGER, assists INTEGER, skipper INTEGER CHECK (skipper IN (0, 1)));
CREATE TABLE matches (
  id INTEGER PRIMARY KEY, match_code TEXT NOT NULL UNIQUE, team_id INTEGER REFERENCES teams(id), ground_id INTEGER REFERENCES grounds(id), opponent TEXT, comp TEXT, played_on TEXT, kick_off TEXT,
  ht_score TEXT, ft_score TEXT, gate INTEGER, outcome TEXT, motm_id INTEGER REFERENCES players(id));
CREATE TABLE injuries (
  id INTEGER PRIMARY KEY, case_ref TEXT NOT NULL UNIQUE, player_id INTEGER REFERENCES players(id), match_id INTEGER REFERENCES matches(id), body_part TEXT, hurt_on TEXT, fit_on TEXT, games_missed INTEGER,
  surgery INTEGER CHECK (surgery IN (0, 1)));
CREATE TABLE members (
  id INTEGER PRIMARY KEY, member TEXT NOT NULL UNIQUE, card_no TEXT, grade TEXT, since TEXT, paid_to TEXT, fee_gbp REAL, owed_gbp REAL, email TEXT, can_vote INTEGER CHECK (can_vote IN (0, 1)),
  follows_team_id INTEGER REFERENCES teams(id));
CREATE TABLE sponsors (
  id INTEGER PRIMARY KEY, sponsor TEXT NOT NULL UNIQUE, trade TEXT, contact TEXT, deal_from TEXT, deal_to TEXT, yearly_gbp REAL, win_bonus_gbp REAL, on_shirt INTEGER CHECK (on_shirt IN (0, 1)),
  team_id INTEGER REFERENCES teams(id), found_by_id INTEGER REFERENCES members(id));
INSERT INTO grounds VALUES
 (1,'Tannery Lane','Brackwater',4200,1150,103,66,'grass',1921,2016,1),
 (2,'Priory Park','Brackwater',900,120,100,64,'artificial',1988,2022,1),
 (3,'Canal Road','Stokeley',350,0,98,60,'grass',1974,NULL,0),
 (4,'Rook Meadow','Little Amble',200,0,95,58,'grass',1953,2005,0),
 (5,'Foundry Arena','Stokeley',2600,800,105,68,'hybrid',2009,2020,1);
INSERT INTO coaches VALUES
 (1,'Graham Lusk','UEFA A','2026-05-31','2015-07-01','2026-06-30','01632 960 101','07700 900 301',3200,NULL),
 (2,'Ines Barroso','UEFA B','2025-12-31','2020-01-15','2025-06-30','01632 960 102','07700 900 302',2100,1),
 (3,'Terry Wadlow','UEFA B','2024-10-31','1998-08-10','2025-06-30','01632 960 103',NULL,1450,NULL),
 (4,'Kofi Mensah','UEFA C','2027-03-31','2022-09-05','2027-06-30','01632 960 104','07700 900 304',980,2),
 (5,'Dilys Hooper','UEFA C','2026-01-31','2023-02-20','2025-12-31',NULL,'07700 900 305',900,3);
INSERT INTO teams VALUES
 (1,'First Eleven','Border League Premier',3,41,'green','yellow',1,3,1,2),
 (2,'Ladies','County Women North',1,46,'green','white',2,4,1,2),
 (3,'Colts','Junior Shield',6,22,'yellow','black',4,5,2,4),
 (4,'Reserves','Border League Two',9,17,'green','white',3,4,2,3),
 (5,'Veterans','Sunday Friendly',4,30,'blue','yellow',3,5,4,4);
INSERT INTO players VALUES
 (1,'Jonah Petrie',1,1,'goalkeeper','right',194,91,'1993-05-12','2018-07-02',0,1,0),
 (2,'Luca Farrant',1,9,'forward','left',181,76.5,'1998-11-30','2021-01-20',17,4,0),
 (3,'Emeka Obiward',1,5,'defender','right',189,84,'1991-02-08','2014-06-16',3,2,1),
 (4,'Sadie Kerrow',2,10,'midfielder','both',168,60,'2000-09-19','2020-08-01',9,14,1),
 (5,'Hana Bright',2,7,'forward','right',172,63.5,'2002-03-27','2022-07-11',21,6,0),
 (6,'Finlay Moat',3,8,'midfielder','left',176,66,'2007-12-01','2023-09-04',5,5,1),
 (7,'Tomasz Wilk',4,4,'defender','left',185,82,'1996-07-23','2022-02-14',1,0,0),
 (8,'Ade Bankole',4,11,'forward','right',178,72,'2004-04-15','2023-07-03',6,3,0),
 (9,'Roddy Cairns',5,6,'midfielder','right',174,88.5,'1979-10-10','2016-03-01',2,8,1);
INSERT INTO matches VALUES
 (1,'MT-101',1,1,'Harwick Town','league','2024-02-03','15:00','1-0','2-0',1340,'won',2),
 (2,'MT-102',1,5,'Stokeley United','league','2024-02-10','17:30','0-1','1-1',2010,'drawn',1),
 (3,'MT-103',2,1,'Pell Rovers','cup','2024-02-11','13:00','2-0','4-1',480,'won',5),
 (4,'MT-104',3,2,'Amble Juniors','league','2024-02-17','10:30','0-2','1-3',65,'lost',6),
 (5,'MT-105',4,3,'Canal Athletic','league','2024-02-18','14:00','0-0','0-1',90,'lost',7),
 (6,'MT-106',2,5,'Stokeley Belles','league','2024-03-03','14:00','1-1','2-1',610,'won',4),
 (7,'MT-107',1,1,'Lune Wanderers','cup','2024-03-09','19:45','1-1','1-2',1875,'lost',3),
 (8,'MT-108',5,4,'Old Mariners','friendly','2024-03-10','11:00','2-2','3-3',30,'drawn',9);
INSERT INTO injuries VALUES
 (1,'INJ-11',2,2,'hamstring','2024-02-10','2024-03-05',3,0),(2,'INJ-12',7,5,'knee','2024-02-18',NULL,7,1),
 (3,'INJ-13',5,6,'ankle','2024-03-03','2024-03-20',2,0),(4,'INJ-14',9,8,'knee','2024-03-10','2024-05-12',6,0),
 (5,'INJ-15',3,7,'shoulder','2024-03-09',NULL,4,1),(6,'INJ-16',6,4,'ankle','2024-02-17','2024-02-26',1,0);
INSERT INTO members VALUES
 (1,'Winston Aldous','B-0007','life','1968-08-17',NULL,0,0,'w.aldous@pigeonmail.example',1,1),
 (2,'Carys Tennant','B-0412','full','2009-05-02','2025-06-30',85,0,'carys.t@inbox.example',1,2),
 (3,'Jim Haddock','B-0533','full','2014-01-11','2024-06-30',85,42.5,'haddock.jim@inbox.example',1,1),
 (4,'Poppy Sanderling','B-0790','junior','2022-09-10','2025-06-30',20,0,'sanderlings@quaymail.example',0,3),
 (5,'Mo Yusuf','B-0644','full','2018-03-24','2025-06-30',85,0,'mo@yusuf.example',1,2),
 (6,'Beryl Outram','B-0219','senior','1995-10-07','2024-12-31',45,15,'beryl.outram@post.example',1,5);
INSERT INTO sponsors VALUES
 (1,'Cobb & Sons','builders','Yvonne Cobb','2019-07-01','2026-06-30',18000,250,1,1,1),
 (2,'Harbour Brewery','drinks','Neil Stott','2022-01-01','2024-12-31',7500,100,0,1,3),
 (3,'Northlight Dental','health','Dr Anya Rao','2023-07-01','2025-06-30',6200,75,1,2,2),
 (4,'Dixon Tyres','motor','Pete Dixon','2021-08-01','2025-07-31',2400,0,1,3,5),
 (5,'Pavilion Bakery','food','Lottie Hume','2024-01-15','2025-01-14',900,20,0,5,6);
