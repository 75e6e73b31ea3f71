CREATE TABLE venues (
  id INTEGER PRIMARY KEY, venue TEXT NOT NULL UNIQUE, city TEXT, seats INTEGER, stage_width_m REAL, hearing_loop INTEGER CHECK (hearing_loop IN (0, 1)), bar_licence_to TEXT, tram_stop TEXT);
INSERT INTO venues VALUES (1,'Alhambra Row','Leeds',840,13.5,1,'2026-09-30','Corn Square'),(2,'The Undercroft','Leeds',120,6,0,NULL,'Minster Gate'),(3,'Palace on the Quay','Hull',1450,18,1,'2025-12-31','Quayhead'),(4,'Lantern House','York',310,9.2,1,'2027-04-30','Bootham');
CREATE TABLE companies (
  id INTEGER PRIMARY KEY, troupe TEXT NOT NULL UNIQUE, artistic_director TEXT, base TEXT, formed INTEGER, charity INTEGER CHECK (charity IN (0, 1)), grant_gbp REAL);
INSERT INTO companies VALUES (1,'Thornfield Players','Verity Askew','Bradford',1968,1,85000),(2,'Glass Heron','Idris Calloway','Leeds',2011,0,0),(3,'Nightjar Opera','Bettina Royce','Hull',1989,1,240000),(4,'Small Thunder','Kofi Lamptey','York',2018,1,32000);
CREATE TABLE shows (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, genre TEXT, written_by TEXT, language TEXT, running_min INTEGER, intervals INTEGER, min_age INTEGER, strobe INTEGER CHECK (strobe IN (0, 1)), premiered TEXT, company_id INTEGER REFERENCES companies(id));
INSERT INTO shows VALUES
 (1,'The Salt Widow','drama','Ellery Voss','English',145,1,14,0,'2024-02-08',1),(2,'Figs for Breakfast','comedy','Dunya Harb','English',95,0,8,0,'2023-09-21',2),(3,'Il Faro Spento','opera','Aurelio Conti','Italian',190,2,10,0,'2024-03-15',3),
 (4,'Bang Goes Edith','comedy','Tilly Marchbank','English',110,1,12,1,'2024-04-02',4),(5,'Ashes, Ashes','drama','Ellery Voss','English',80,0,16,1,'2022-10-29',2),(6,'Moss and Moonshine','family','Kofi Lamptey','English',60,0,4,0,'2023-12-01',4);
CREATE TABLE performers (
  id INTEGER PRIMARY KEY, stage_name TEXT NOT NULL UNIQUE, legal_name TEXT, voice TEXT, equity_no TEXT, agent TEXT, understudy INTEGER CHECK (understudy IN (0, 1)), part TEXT, nightly_fee_gbp REAL, show_id INTEGER REFERENCES shows(id), covers_id INTEGER REFERENCES performers(id));
INSERT INTO performers VALUES
 (1,'Marguerite Vane','Margaret Stubbs','alto','E-4471','Hopgood Talent',0,'the widow',310,1,NULL),(2,'Silas Orme','Silas Orme','baritone','E-5209','Bellweather',0,'Old Tom',260,1,NULL),(3,'Coral Dunnock','Carol Dunn','soprano','E-6118','Hopgood Talent',1,'the widow',140,1,1),
 (4,'Renzo Albani','Lorenzo Albani','tenor','E-3340','Bellweather',0,'the keeper',720,3,NULL),(5,'Fenella Price','Fenella Price','mezzo','E-6652','self',0,'Edith',235,4,NULL),(6,'Otis Greer','Otis Green','bass','E-7021','self',1,'the keeper',300,3,4);
CREATE TABLE performances (
  id INTEGER PRIMARY KEY, perf_code TEXT NOT NULL UNIQUE, curtain_up TEXT, state TEXT CHECK (state IN ('on sale','sold out','cancelled','played')), seats_left INTEGER, signed INTEGER CHECK (signed IN (0, 1)), top_price_gbp REAL, show_id INTEGER REFERENCES shows(id), venue_id INTEGER REFERENCES venues(id));
INSERT INTO performances VALUES
 (1,'SW-0601','2024-06-01 19:30','played',0,0,42,1,1),(2,'SW-0608','2024-06-08 19:30','on sale',211,1,42,1,1),(3,'FB-0605','2024-06-05 20:00','sold out',0,0,18,2,2),(4,'IF-0614','2024-06-14 18:45','on sale',560,0,96,3,3),(5,'BE-0607','2024-06-07 19:00','cancelled',0,0,27,4,4),
 (6,'BE-0609','2024-06-09 14:30','on sale',38,1,22,4,4),(7,'AA-0531','2024-05-31 21:00','played',9,0,20,5,2),(8,'MM-0615','2024-06-15 11:00','sold out',0,0,12,6,4);
CREATE TABLE patrons (
  id INTEGER PRIMARY KEY, patron TEXT NOT NULL UNIQUE, email TEXT, postcode TEXT, friend_since TEXT, tier TEXT CHECK (tier IN ('none','friend','benefactor')), access_needs TEXT, donated_gbp REAL);
INSERT INTO patrons VALUES
 (1,'Cordelia Ashby','cordelia@ashby.example','LS6 2AB','2012-03-01','benefactor','none',2600),(2,'Jerome Tansley','jtansley@mail.example','HU1 4DP',NULL,'none','wheelchair',0),(3,'Birgit Holloway','birgit.h@mail.example','YO30 7NN','2020-11-14','friend','hearing',120),
 (4,'Sanjay Bhatt','sanjay@bhatt.example','LS2 9ZX','2023-01-05','friend','none',60),(5,'Mrs Dorcas Pym','dpym@post.example','YO1 8QS','1999-06-30','benefactor','aisle seat',4800),(6,'Callum Reave','creave@mail.example','HU5 3JK',NULL,'none','none',15);
CREATE TABLE vouchers (
  id INTEGER PRIMARY KEY, voucher TEXT NOT NULL UNIQUE, face_value_gbp REAL, left_gbp REAL, expires TEXT, bought_by_id INTEGER REFERENCES patrons(id), recipient_id INTEGER REFERENCES patrons(id));
INSERT INTO vouchers VALUES (1,'GV-ROSE',50,8,'2025-01-31',1,4),(2,'GV-MASK',100,100,'2024-12-24',5,3),(3,'GV-CLOAK',25,0,'2024-08-01',6,2),(4,'GV-LIME',50,50,'2025-05-05',3,5);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, placed TEXT, tickets INTEGER, seat_block TEXT, amount_gbp REAL, collection TEXT, status TEXT CHECK (status IN ('paid','held','refunded')), performance_id INTEGER REFERENCES performances(id), patron_id INTEGER REFERENCES patrons(id));
INSERT INTO orders VALUES
 (1,'TT-2201','2024-04-30',2,'stalls C',84,'e-ticket','paid',1,1),(2,'TT-2202','2024-05-03',1,'box 2',36,'box office','paid',2,2),(3,'TT-2203','2024-05-06',4,'row 3',72,'e-ticket','paid',3,4),(4,'TT-2204','2024-05-11',2,'dress circle',192,'post','held',4,5),
 (5,'TT-2205','2024-05-12',3,'row F',81,'e-ticket','refunded',5,3),(6,'TT-2206','2024-05-18',2,'row B',44,'box office','held',6,3),(7,'TT-2207','2024-05-20',1,'unreserved',20,'e-ticket','paid',7,6),(8,'TT-2208','2024-05-21',5,'row A',60,'post','paid',8,5),(9,'TT-2209','2024-05-25',2,'row C',54,'e-ticket','refunded',5,4),(10,'TT-2210','2024-05-29',1,'gallery',35,'e-ticket','held',4,1);
