CREATE TABLE artists (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, birth_year INTEGER, death_year INTEGER, nationality TEXT,
  studio_city TEXT, commission_pct REAL, represented INTEGER CHECK (represented IN (0, 1)));
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY, room TEXT NOT NULL UNIQUE, level INTEGER, wall_m REAL, lux_limit INTEGER, humidity_pct INTEGER, alarm_code TEXT);
CREATE TABLE curators (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, specialty TEXT, extension TEXT, contract_until TEXT, assistant_to_id INTEGER REFERENCES curators(id));
CREATE TABLE exhibitions (
  id INTEGER PRIMARY KEY, show_title TEXT NOT NULL UNIQUE, room_id INTEGER REFERENCES rooms(id), curator_id INTEGER REFERENCES curators(id),
  vernissage TEXT, closes_on TEXT, ticket_eur REAL, visitors INTEGER, phase TEXT, catalogue INTEGER CHECK (catalogue IN (0, 1)));
CREATE TABLE artworks (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, artist_id INTEGER REFERENCES artists(id), exhibition_id INTEGER REFERENCES exhibitions(id),
  made_in INTEGER, technique TEXT, height_cm REAL, width_cm REAL, asking_eur REAL, framed INTEGER CHECK (framed IN (0, 1)), availability TEXT);
CREATE TABLE collectors (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, residence TEXT, buyer_kind TEXT, first_purchase TEXT, vip INTEGER CHECK (vip IN (0, 1)), email TEXT);
CREATE TABLE sales (
  id INTEGER PRIMARY KEY, invoice_no TEXT NOT NULL UNIQUE, artwork_id INTEGER REFERENCES artworks(id), collector_id INTEGER REFERENCES collectors(id),
  closed_by_id INTEGER REFERENCES curators(id), sold_on TEXT, hammer_eur REAL, payment TEXT, collected_on TEXT);
CREATE TABLE loans (
  id INTEGER PRIMARY KEY, loan_code TEXT NOT NULL UNIQUE, artwork_id INTEGER REFERENCES artworks(id), lender_id INTEGER REFERENCES collectors(id),
  borrower_museum TEXT, out_from TEXT, back_by TEXT, insured_eur REAL, state TEXT);
INSERT INTO artists VALUES
 (1,'Ilse Marquardt',1934,2011,'German','Worpswede',50,1),
 (2,'Teodor Blaga',1968,NULL,'Romanian','Cluj',45,1),
 (3,'Nkechi Adeyemi',1985,NULL,'Nigerian','Lagos',40,1),
 (4,'Henrik Sandvold',1951,NULL,'Norwegian','Bergen',50,0),
 (5,'Carla Ventimiglia',1979,NULL,'Italian','Turin',42.5,1),
 (6,'Aurel Krantz',1902,1977,'German','Dresden',30,0);
INSERT INTO rooms VALUES
 (1,'North Hall',0,62,200,50,'4471'),
 (2,'Print Cabinet',1,18.5,50,45,'2093'),
 (3,'Glass Wing',0,34,300,52,'8810'),
 (4,'Attic Loft',3,27,150,48,'6625'),
 (5,'Vault Room',-1,21,80,46,'1307');
INSERT INTO curators VALUES
 (1,'Vivien Aschbach','post-war painting','-11','2027-12-31',NULL),
 (2,'Matteo Rinaldi','photography','-14','2025-09-30',1),
 (3,'Ottoline Graves','works on paper','-12','2026-06-30',NULL),
 (4,'Dusan Petkovic','sculpture','-17','2025-12-31',1),
 (5,'Salome Nyberg','works on paper','-19','2025-03-31',3);
INSERT INTO exhibitions VALUES
 (1,'Moor and Light',1,1,'2024-09-13','2025-01-12',9,8420,'running',1),
 (2,'Paper Weather',2,3,'2024-10-04','2024-12-15',5,2170,'running',1),
 (3,'Bodies of Iron',3,4,'2024-03-01','2024-06-30',8,6035,'over',0),
 (4,'Lagos Double Exposure',4,2,'2025-02-07','2025-05-25',7.5,0,'planned',1),
 (5,'Krantz Rediscovered',5,3,'2023-11-10','2024-02-18',6,3910,'over',1);
INSERT INTO artworks VALUES
 (1,'Peat Cutters',1,1,1962,'oil on canvas',120,160,48000,1,'sold'),
 (2,'Evening at Hamme',1,1,1971,'oil on canvas',70,90,27500,1,'on offer'),
 (3,'Ferrous Choir',2,3,2019,'welded steel',210,95,36000,0,'on offer'),
 (4,'Market, Third Take',3,4,2022,'c-print',100,150,8800,1,'reserved'),
 (5,'Generator Nights',3,4,2023,'c-print',60,80,5400,0,'on offer'),
 (6,'Fjord Sheet IV',4,2,1988,'aquatint',42,55,2600,1,'sold'),
 (7,'Rain Alphabet',5,2,2016,'woodcut',38,30,1450,0,'on offer'),
 (8,'Elbe in March',6,5,1929,'watercolour',31,46,14200,1,'not for sale'),
 (9,'Anvil Sleep',2,3,2015,'bronze',44,61,19900,0,'sold');
INSERT INTO collectors VALUES
 (1,'Rufus Ollenhauer','Hamburg','private','2008-05-17',1,'rufus@ollenhauer.example'),
 (2,'Stiftung Kranich','Basel','foundation','2013-11-02',1,'ankauf@kranich.example'),
 (3,'Dr Mireille Tanguy','Lyon','private','2021-03-25',0,'m.tanguy@courrier.example'),
 (4,'Belvoir Bank','Zurich','corporate','2016-08-30',0,'art@belvoir.example'),
 (5,'Anselm Gerke','Bremen','private','2024-10-11',0,'gerke.a@posthorn.example'),
 (6,'Yuki Tanabe','Kyoto','private','2019-02-14',1,'tanabe@inkhouse.example');
INSERT INTO sales VALUES
 (1,'RG-0551',1,2,1,'2024-09-20',46500,'paid','2024-10-02'),
 (2,'RG-0552',6,6,3,'2024-10-05',2600,'paid','2024-10-29'),
 (3,'RG-0553',9,4,4,'2024-05-22',18750,'overdue',NULL),
 (4,'RG-0554',4,3,2,'2024-11-14',8800,'deposit made',NULL),
 (5,'RG-0540',8,1,3,'2023-12-01',13900,'paid','2024-02-20');
INSERT INTO loans VALUES
 (1,'LN-77',1,2,'Kunsthalle Emden','2025-02-01','2025-06-30',60000,'agreed'),
 (2,'LN-78',8,1,'Museum Loschwitz','2024-08-15','2025-01-31',18000,'out'),
 (3,'LN-79',9,4,'Skulpturenpark Vessra','2024-04-01','2024-09-30',22000,'returned'),
 (4,'LN-80',6,6,'Bergen Print Museum','2025-03-10','2025-09-14',3500,'requested'),
 (5,'LN-81',2,1,'Museum Loschwitz','2024-07-01','2024-10-31',32000,'late');
