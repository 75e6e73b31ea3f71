CREATE TABLE ports (
  id INTEGER PRIMARY KEY, port TEXT NOT NULL UNIQUE, country TEXT, harbour_master TEXT, max_draught_m REAL, berths INTEGER, shore_power INTEGER CHECK (shore_power IN (0, 1)), vhf_channel TEXT);
INSERT INTO ports VALUES
 (1,'Skarvoy','Norway','Leif Tangen',6.5,2,1,'12'),(2,'Port Mellick','Scotland','Isla Cargill',8,4,0,'14'),(3,'Haverness','Scotland','Rory Beaton',5.2,1,0,'16'),
 (4,'Dunkerstrand','Netherlands','Saskia Blok',9.4,6,1,'11'),(5,'Ostrevik','Norway','Marit Hauge',7.1,3,1,'13');
CREATE TABLE vessels (
  id INTEGER PRIMARY KEY, ship TEXT NOT NULL UNIQUE, imo TEXT UNIQUE, built INTEGER, yard TEXT, length_m REAL, pax_cap INTEGER, car_lane_m INTEGER, service_speed_kn REAL, fuel TEXT,
  ice_class INTEGER CHECK (ice_class IN (0, 1)), status TEXT CHECK (status IN ('in service','dry dock','laid up')), home_port_id INTEGER REFERENCES ports(id));
INSERT INTO vessels VALUES
 (1,'MV Solveig','9310011',2006,'Fosen',128.4,750,610,19.5,'diesel',1,'in service',1),(2,'MV Corrigan','9188422',1998,'Appledore',94,420,300,16,'diesel',0,'in service',2),
 (3,'MV Westerling','9755130',2019,'Shipdock',176,1200,1450,22,'LNG',0,'in service',4),(4,'MV Puffin','9041177',1991,'Ferguson',61.5,180,90,13,'diesel',0,'laid up',3),(5,'MV Aurora Sund','9833309',2021,'Havyard',110,540,480,18,'battery hybrid',1,'dry dock',5);
CREATE TABLE routes (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, distance_nm REAL, crossing_min INTEGER, season TEXT CHECK (season IN ('all year','summer only')), foot_fare_eur REAL, car_fare_eur REAL, dogs_allowed INTEGER CHECK (dogs_allowed IN (0, 1)),
  origin_id INTEGER REFERENCES ports(id), destination_id INTEGER REFERENCES ports(id));
INSERT INTO routes VALUES
 (1,'SK-OS',48,165,'all year',32,88,1,1,5),(2,'PM-HV',22.5,95,'all year',14.5,46,1,2,3),(3,'DU-PM',310,960,'all year',79,214,0,4,2),(4,'HV-SK',205,690,'summer only',61,170,1,3,1),(5,'OS-DU',402,1240,'summer only',95,260,0,5,4);
CREATE TABLE crew (
  id INTEGER PRIMARY KEY, seafarer TEXT NOT NULL UNIQUE, rank TEXT, nationality TEXT, signed_on TEXT, licence_expires TEXT, cabin TEXT, vessel_id INTEGER REFERENCES vessels(id));
INSERT INTO crew VALUES
 (1,'Torvald Engen','master','Norwegian','2009-04-01','2026-03-31','A1',1),(2,'Catriona Muir','master','British','2014-08-11','2025-10-15','B1',2),(3,'Joris Hoek','master','Dutch','2019-06-20','2027-01-31','A2',3),
 (4,'Danilo Abad','chief engineer','Filipino','2016-02-09','2025-05-30','C4',3),(5,'Signe Lund','first mate','Norwegian','2021-03-15','2026-12-01','A3',1),(6,'Hamish Orr','bosun','British','2012-05-07','2024-11-20','D2',2),(7,'Renata Sousa','purser','Portuguese','2022-09-01','2028-08-31','B6',3);
CREATE TABLE sailings (
  id INTEGER PRIMARY KEY, sailing_no TEXT NOT NULL UNIQUE, departs_at TEXT, gate TEXT, state TEXT CHECK (state IN ('scheduled','boarding','sailed','delayed','cancelled')), delay_min INTEGER, wave_height_m REAL,
  route_id INTEGER REFERENCES routes(id), vessel_id INTEGER REFERENCES vessels(id), captain_id INTEGER REFERENCES crew(id));
INSERT INTO sailings VALUES
 (1,'F-610','2024-06-03 07:30','1','sailed',0,0.8,1,1,1),(2,'F-611','2024-06-03 09:00','A','delayed',50,2.1,2,2,2),(3,'F-612','2024-06-03 18:00','4','boarding',0,1.5,3,3,3),
 (4,'F-613','2024-06-04 06:15','A','cancelled',0,4.2,4,2,2),(5,'F-614','2024-06-04 15:45','1','scheduled',0,NULL,1,1,1),(6,'F-615','2024-06-04 20:30','6','delayed',120,2.8,5,3,3),(7,'F-616','2024-06-02 09:00','A','sailed',5,1.1,2,2,2);
CREATE TABLE passengers (
  id INTEGER PRIMARY KEY, traveller TEXT NOT NULL UNIQUE, born_on TEXT, nationality TEXT, mobile TEXT, wheelchair INTEGER CHECK (wheelchair IN (0, 1)), frequent_no TEXT);
INSERT INTO passengers VALUES
 (1,'Edda Kirchner','1971-08-30','German','+49 170 555 0141',0,'NL-331'),(2,'Owain Prys','1958-02-11','British','+44 7700 900 318',1,'NL-078'),(3,'Thea Lindqvist','1990-12-05','Swedish','+46 70 555 21 09',0,NULL),
 (4,'Marco Dellanotte','1984-04-19','Italian','+39 333 555 0182',0,'NL-402'),(5,'Aoife Garvey','2001-10-27','Irish','+353 85 555 0177',0,NULL),(6,'Pieter Zwart','1966-06-01','Dutch','+31 6 5550 1733',0,'NL-215');
CREATE TABLE reservations (
  id INTEGER PRIMARY KEY, pnr TEXT NOT NULL UNIQUE, made_on TEXT, adults INTEGER, children INTEGER, vehicle TEXT, cabin_type TEXT, fare_eur REAL, paid INTEGER CHECK (paid IN (0, 1)), checked_in INTEGER CHECK (checked_in IN (0, 1)), sailing_id INTEGER REFERENCES sailings(id), passenger_id INTEGER REFERENCES passengers(id));
INSERT INTO reservations VALUES
 (1,'QX4T7','2024-04-12',2,0,'car','none',152,1,1,1,1),(2,'LM8D2','2024-05-01',1,0,'none','none',14.5,1,1,2,2),(3,'ZR3K9','2024-03-28',2,3,'camper','family',596,1,0,3,4),(4,'BV6H1','2024-05-20',1,0,'bicycle','none',66,0,0,4,3),
 (5,'TN2W5','2024-05-22',1,0,'none','single',149,0,0,6,5),(6,'HC9P3','2024-02-14',2,1,'car','double',455,1,0,6,6),(7,'DK7F8','2024-05-30',1,0,'car','none',120,1,0,5,1),(8,'WS1J4','2024-05-11',4,0,'car','none',104,1,1,7,2),(9,'GP5N6','2024-06-01',1,0,'none','single',138,1,1,3,6),(10,'YE8C2','2024-06-02',2,2,'none','none',58,0,0,2,5);
CREATE TABLE lost_items (
  id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, what TEXT, colour TEXT, found_on TEXT, found_where TEXT, claimed INTEGER CHECK (claimed IN (0, 1)), sailing_id INTEGER REFERENCES sailings(id), kept_at_id INTEGER REFERENCES ports(id));
INSERT INTO lost_items VALUES
 (1,'LP-21','umbrella','green','2024-06-03','upper deck',0,1,5),(2,'LP-22','teddy bear','brown','2024-06-02','play corner',1,7,3),(3,'LP-23','hearing aid','beige','2024-06-02','cafeteria',0,7,3),(4,'LP-24','rucksack','blue','2024-06-03','car deck',0,1,5),(5,'LP-25','umbrella','black','2024-06-04','cafeteria',1,3,2);
