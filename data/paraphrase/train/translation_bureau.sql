CREATE TABLE languages (
  id INTEGER PRIMARY KEY, language TEXT NOT NULL UNIQUE, iso TEXT, script TEXT, rtl INTEGER CHECK (rtl IN (0, 1)), surch_pct REAL,
  expand_pct REAL, speakers_m REAL);
CREATE TABLE translators (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, native_id INTEGER REFERENCES languages(id), second_id INTEGER REFERENCES languages(id),
  ct_word REAL, eur_hour REAL, words_day INTEGER, sworn INTEGER CHECK (sworn IN (0, 1)), joined_on TEXT, mobile TEXT,
  reviser_id INTEGER REFERENCES translators(id));
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, sector TEXT, city TEXT, contact TEXT, tel TEXT, mobile TEXT, pay_days INTEGER,
  disc_pct REAL, nda INTEGER CHECK (nda IN (0, 1)));
CREATE TABLE glossaries (
  id INTEGER PRIMARY KEY, glossary TEXT NOT NULL UNIQUE, client_id INTEGER REFERENCES clients(id), lang_id INTEGER REFERENCES languages(id),
  keeper_id INTEGER REFERENCES translators(id), n_terms INTEGER, n_approved INTEGER, created_on TEXT, updated_on TEXT,
  state TEXT CHECK (state IN ('draft','approved','frozen')));
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, job_no TEXT NOT NULL UNIQUE, client_id INTEGER REFERENCES clients(id), translator_id INTEGER REFERENCES translators(id),
  proofer_id INTEGER REFERENCES translators(id), src_id INTEGER REFERENCES languages(id), tgt_id INTEGER REFERENCES languages(id),
  words INTEGER, due_on TEXT, sent_on TEXT, stage TEXT CHECK (stage IN ('quoted','translating','proofreading','delivered','cancelled')));
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY, inv_no TEXT NOT NULL UNIQUE, job_id INTEGER REFERENCES jobs(id), net_eur REAL, gross_eur REAL, issued_on TEXT,
  payable_by TEXT, paid_on TEXT, reminders INTEGER, sent_via TEXT CHECK (sent_via IN ('e-mail','post','portal')));
CREATE TABLE payouts (
  id INTEGER PRIMARY KEY, slip_no TEXT NOT NULL UNIQUE, translator_id INTEGER REFERENCES translators(id), job_id INTEGER REFERENCES jobs(id),
  amount_eur REAL, approved_on TEXT, transferred_on TEXT, rush INTEGER CHECK (rush IN (0, 1)));
INSERT INTO languages VALUES
 (1,'English','en','Latin',0,0,0,1500),
 (2,'German','de','Latin',0,0,20,130),
 (3,'Polish','pl','Latin',0,10,15,40),
 (4,'Arabic','ar','Arabic',1,25,-5,380),
 (5,'Swedish','sv','Latin',0,15,5,10),
 (6,'Japanese','ja','Kanji and Kana',0,35,-30,125),
 (7,'Greek','el','Greek',0,20,10,13.5),
 (8,'Portuguese','pt','Latin',0,5,18,260);
INSERT INTO translators VALUES
 (1,'Malgorzata Wrona',3,2,13.5,48,2400,1,'2012-02-01','+48 601 555 001',NULL),
 (2,'Tobias Lindqvist',5,1,16,55,2100,0,'2016-08-15','+46 70 555 0002',5),
 (3,'Rania Haddad',4,1,18.5,60,1800,1,'2014-05-05','+961 3 555 003',NULL),
 (4,'Kenji Osawa',6,1,21,68,1500,0,'2019-10-01','+81 90 5550 0004',5),
 (5,'Harriet Lockwood',1,2,17,62,2600,0,'2009-01-12','+44 7700 900705',NULL),
 (6,'Eleni Pappas',7,1,15,50,2000,1,'2021-03-22','+30 694 555 0006',5),
 (7,'Duarte Sequeira',8,1,14,46,2300,0,'2023-09-04','+351 91 555 0007',1),
 (8,'Jannis Feldkamp',2,1,15.5,54,2500,1,'2018-04-03','+49 171 555 0008',5);
INSERT INTO clients VALUES
 (1,'Veldhoven Pumps','engineering','Eindhoven','Marit Kuiper','+31 40 555 1010','+31 6 5550 1010',30,5,1),
 (2,'Clinica Sao Bento','medical','Porto','Dr Lidia Falcao','+351 22 555 2020','+351 93 555 2020',45,0,1),
 (3,'Notary Brandl','legal','Passau','Ulrich Brandl','+49 851 555 30','+49 160 555 3030',14,0,0),
 (4,'Aurora Cruises','tourism','Stockholm','Maja Ekberg','+46 8 555 4040','+46 73 555 4040',30,8,0),
 (5,'Hikari Games','software','Osaka','Sora Minami','+81 6 5550 5050','+81 80 5550 5050',60,10,1),
 (6,'Olive & Thyme','food','Athens','Nikos Doukas','+30 21 0555 6060','+30 697 555 6060',21,0,0),
 (7,'Merrow Legal','legal','Dublin','Fiona Daly','+353 1 555 7070','+353 87 555 7070',30,3,1);
INSERT INTO glossaries VALUES
 (1,'Pump Terms',1,2,8,1240,1190,'2018-04-10','2025-01-22','approved'),
 (2,'Clinic Lexicon',2,1,5,860,540,'2021-11-03','2024-12-18','draft'),
 (3,'Cruise Glossary',4,5,2,410,410,'2017-02-28','2023-06-09','approved'),
 (4,'Hikari Termbase',5,1,4,2300,1700,'2020-07-07','2025-02-20','draft'),
 (5,'Kitchen Words',6,7,6,295,280,'2022-05-16','2022-10-30','frozen'),
 (6,'Merrow Contract Terms',7,3,1,980,975,'2015-09-21','2024-08-13','approved');
INSERT INTO jobs VALUES
 (1,'TB-701',1,8,5,1,2,12400,'2025-02-14','2025-02-13','delivered'),
 (2,'TB-702',2,5,7,8,1,5600,'2025-02-21','2025-02-24','delivered'),
 (3,'TB-703',3,1,8,3,2,820,'2025-02-10','2025-02-07','delivered'),
 (4,'TB-704',4,2,5,1,5,7300,'2025-03-12',NULL,'proofreading'),
 (5,'TB-705',5,4,2,1,6,31000,'2025-04-30',NULL,'translating'),
 (6,'TB-706',6,6,3,1,7,2150,'2025-03-07',NULL,'cancelled'),
 (7,'TB-707',7,1,5,1,3,9800,'2025-03-28',NULL,'translating'),
 (8,'TB-708',7,3,6,1,4,4400,'2025-04-04',NULL,'quoted'),
 (9,'TB-709',1,8,1,1,2,3100,'2025-01-20','2025-01-20','delivered');
INSERT INTO invoices VALUES
 (1,'R-2501',9,520,618.8,'2025-01-24','2025-02-23','2025-02-20',0,'e-mail'),
 (2,'R-2502',3,290,345.1,'2025-02-10','2025-02-24',NULL,2,'post'),
 (3,'R-2503',1,2108,2508.52,'2025-02-17','2025-03-19','2025-03-17',0,'portal'),
 (4,'R-2504',2,1176,1399.44,'2025-02-26','2025-04-12',NULL,0,'e-mail'),
 (5,'R-2505',6,150,178.5,'2025-03-03','2025-03-24','2025-04-02',1,'e-mail');
INSERT INTO payouts VALUES
 (1,'PO-81',8,9,480.5,'2025-01-28','2025-02-03',0),
 (2,'PO-82',1,3,165,'2025-02-11','2025-02-14',1),
 (3,'PO-83',8,1,1922,'2025-02-20','2025-03-03',0),
 (4,'PO-84',5,2,952,'2025-02-28','2025-03-05',1),
 (5,'PO-85',5,1,434,'2025-03-04',NULL,0),
 (6,'PO-86',6,6,90,'2025-03-06',NULL,0);
