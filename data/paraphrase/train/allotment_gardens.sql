CREATE TABLE tenants (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, street TEXT, tel_home TEXT, mobile TEXT, joined TEXT, born INTEGER, office TEXT,
  keyholder INTEGER CHECK (keyholder IN (0, 1)), vouched_by_id INTEGER REFERENCES tenants(id));
CREATE TABLE sections (
  id INTEGER PRIMARY KEY, section TEXT NOT NULL UNIQUE, warden_id INTEGER REFERENCES tenants(id), gate_code TEXT, laid_out INTEGER, water_on TEXT, water_off TEXT,
  hedge_max_cm INTEGER, dogs_ok INTEGER CHECK (dogs_ok IN (0, 1)));
CREATE TABLE plots (
  id INTEGER PRIMARY KEY, plot TEXT NOT NULL UNIQUE, section_id INTEGER REFERENCES sections(id), tenant_id INTEGER REFERENCES tenants(id), co_tenant_id INTEGER REFERENCES tenants(id),
  area_m2 REAL, veg_m2 REAL, shed INTEGER CHECK (shed IN (0, 1)), soil TEXT CHECK (soil IN ('clay','loam','sand')), let_since TEXT, inspected TEXT,
  rent_yr_eur REAL, condn TEXT CHECK (condn IN ('tidy','neglected','vacant')));
CREATE TABLE waiting_list (
  id INTEGER PRIMARY KEY, applicant TEXT NOT NULL UNIQUE, applied TEXT, offered TEXT, tel_home TEXT, mobile TEXT, heads INTEGER, min_m2 REAL,
  stage TEXT CHECK (stage IN ('waiting','offered','declined')), section_id INTEGER REFERENCES sections(id), offer_plot_id INTEGER REFERENCES plots(id));
CREATE TABLE tools (
  id INTEGER PRIMARY KEY, tool TEXT NOT NULL UNIQUE, power TEXT CHECK (power IN ('hand','petrol','battery')), wt_kg REAL, cut_cm REAL, bought TEXT, serviced TEXT,
  new_eur REAL, day_eur REAL, deposit_eur REAL, in_use INTEGER CHECK (in_use IN (0, 1)), keeper_id INTEGER REFERENCES tenants(id), borrower_id INTEGER REFERENCES tenants(id));
CREATE TABLE water_meters (
  id INTEGER PRIMARY KEY, meter_no TEXT NOT NULL UNIQUE, plot_id INTEGER REFERENCES plots(id), reader_id INTEGER REFERENCES tenants(id), start_m3 REAL, end_m3 REAL,
  fitted TEXT, cal_until TEXT, read_on TEXT, status TEXT CHECK (status IN ('ok','leaking','frozen')));
CREATE TABLE fees (
  id INTEGER PRIMARY KEY, bill_no TEXT NOT NULL UNIQUE, plot_id INTEGER REFERENCES plots(id), payer_id INTEGER REFERENCES tenants(id), kind TEXT, amt_eur REAL, late_eur REAL,
  issued TEXT, due TEXT, paid TEXT, state TEXT CHECK (state IN ('open','paid','waived')));
INSERT INTO tenants VALUES
 (1,'Hedda Brunner','Mill Street 3','0421 555 11','0172 555 011','1988-04-01',1951,'chair',1,NULL),
 (2,'Emeka Nwosu','Canal Road 18','0421 555 12','0172 555 012','2014-03-15',1979,'treasurer',1,1),
 (3,'Rosalie Finck','Mill Street 40','0421 555 13','0172 555 013','2001-10-01',1963,NULL,0,1),
 (4,'Stan Kubiak','Dyke Lane 7','0421 555 14','0172 555 014','1996-05-12',1958,'tool steward',1,1),
 (5,'Minh Tran','Station Square 2','0421 555 15','0172 555 015','2021-04-01',1990,NULL,0,2),
 (6,'Flora Pettersen','Canal Road 55','0421 555 16','0172 555 016','2019-07-20',1986,'secretary',0,4),
 (7,'Walter Oduya','Elm Court 9','0421 555 17','0172 555 017','2023-02-11',1994,NULL,0,6);
INSERT INTO sections VALUES
 (1,'Lark Meadow',4,'3812',1926,'04-01','10-31',120,1),
 (2,'Brook Side',3,'5540',1934,'04-15','10-15',100,0),
 (3,'Railway Bank',6,'2207',1951,'04-01','10-31',150,1),
 (4,'New Orchard',2,'9176',2012,'03-20','11-10',90,0);
INSERT INTO plots VALUES
 (1,'A-03',1,1,NULL,310,140,1,'loam','1988-04-01','2024-06-08',186,'tidy'),
 (2,'A-11',1,4,6,280,95,1,'clay','1996-05-12','2024-06-08',168,'tidy'),
 (3,'B-02',2,3,NULL,240,110,0,'loam','2001-10-01','2024-06-15',144,'neglected'),
 (4,'B-09',2,NULL,NULL,190,0,0,'clay',NULL,'2024-06-15',114,'vacant'),
 (5,'C-05',3,5,7,350,160,1,'sand','2021-04-01','2024-07-06',193,'tidy'),
 (6,'C-14',3,6,NULL,220,60,1,'sand','2019-07-20','2024-07-06',121,'neglected'),
 (7,'D-01',4,2,NULL,150,90,0,'loam','2014-03-15','2024-07-13',105,'tidy'),
 (8,'D-06',4,NULL,NULL,150,0,1,'loam',NULL,'2024-07-13',105,'vacant');
INSERT INTO waiting_list VALUES
 (1,'Agnes Rowland','2022-03-04','2024-08-19','0421 555 61','0173 555 061',2,180,'offered',2,4),
 (2,'Family Demir','2023-01-17',NULL,'0421 555 62','0173 555 062',5,250,'waiting',1,NULL),
 (3,'Casper Holm','2021-09-30','2024-05-02','0421 555 63','0173 555 063',1,120,'declined',4,8),
 (4,'Noor Haddad','2024-02-26',NULL,'0421 555 64','0173 555 064',3,150,'waiting',4,NULL),
 (5,'Beate Sonntag','2023-11-11','2024-09-07','0421 555 65','0173 555 065',2,140,'offered',4,8);
INSERT INTO tools VALUES
 (1,'Big Hedge Trimmer','petrol',6.4,75,'2018-03-10','2024-03-02',429,6,50,1,4,1),
 (2,'Blue Tiller','petrol',38,60,'2015-04-22','2023-09-16',890,15,120,1,4,5),
 (3,'Leaf Shredder','petrol',52,4.5,'2020-09-05','2024-04-20',1150,18,150,0,2,NULL),
 (4,'Quiet Mower','battery',17.5,42,'2022-05-14','2024-05-04',560,8,80,0,6,NULL),
 (5,'Long Pruner','hand',2.1,3.2,'2019-02-18',NULL,85,1.5,10,1,6,3),
 (6,'Apple Press','hand',24,NULL,'2011-08-30','2024-08-10',340,10,60,0,1,NULL);
INSERT INTO water_meters VALUES
 (1,'WM-1103',1,4,412.5,431.2,'2019-04-02','2025-12-31','2024-10-12','ok'),
 (2,'WM-1111',2,4,388,402.7,'2019-04-02','2025-12-31','2024-10-12','ok'),
 (3,'WM-1202',3,3,95.1,133.9,'2022-04-20','2028-12-31','2024-10-13','leaking'),
 (4,'WM-1209',4,3,540,540,'2012-05-07','2018-12-31','2024-10-13','frozen'),
 (5,'WM-1305',5,6,61.3,82,'2021-05-11','2027-12-31','2024-10-19','ok'),
 (6,'WM-1401',7,2,120.8,129.4,'2020-03-28','2026-12-31','2024-10-20','ok');
INSERT INTO fees VALUES
 (1,'R24-01',1,1,'rent',186,0,'2024-01-15','2024-02-28','2024-02-03','paid'),
 (2,'R24-02',2,4,'rent',168,0,'2024-01-15','2024-02-28','2024-02-27','paid'),
 (3,'R24-03',3,3,'rent',144,15,'2024-01-15','2024-02-28',NULL,'open'),
 (4,'W24-05',5,5,'water',41.4,0,'2024-10-25','2024-11-24',NULL,'open'),
 (5,'W24-03',3,3,'water',77.6,0,'2024-10-25','2024-11-24',NULL,'open'),
 (6,'H24-06',6,6,'missed work hours',60,5,'2024-09-30','2024-10-31','2024-11-08','paid'),
 (7,'H24-01',2,6,'missed work hours',30,0,'2024-09-30','2024-10-31',NULL,'waived');
