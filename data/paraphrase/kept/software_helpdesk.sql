CREATE TABLE plans (
  id INTEGER PRIMARY KEY, plan TEXT NOT NULL UNIQUE, price_per_seat_usd REAL, max_seats INTEGER, response_time_h INTEGER, phone_support INTEGER CHECK (phone_support IN (0, 1)), billing_cycle TEXT);
INSERT INTO plans VALUES
 (1,'Sprout',6,5,48,0,'monthly'),(2,'Canopy',14,50,24,0,'monthly'),(3,'Redwood',29,500,4,1,'yearly'),(4,'Sequoia Public',21,2000,8,1,'yearly'),(5,'Seedling Trial',0,3,72,0,'none');
CREATE TABLE teams (
  id INTEGER PRIMARY KEY, team TEXT NOT NULL UNIQUE, office TEXT, shift TEXT, queue_email TEXT, tier INTEGER);
INSERT INTO teams VALUES
 (1,'Frontline','Porto','day','first@loamdesk.example',1),(2,'Night Owls','Manila','night','owls@loamdesk.example',1),
 (3,'Deep Stack','Tallinn','day','stack@loamdesk.example',2),(4,'Billing Crew','Porto','day','bills@loamdesk.example',1),(5,'Red Phone','Denver','on call','red@loamdesk.example',3);
CREATE TABLE agents (
  id INTEGER PRIMARY KEY, agent TEXT NOT NULL UNIQUE, login TEXT UNIQUE, languages TEXT, started_on TEXT, csat_pct REAL, remote INTEGER CHECK (remote IN (0, 1)), team_id INTEGER REFERENCES teams(id), lead_id INTEGER REFERENCES agents(id));
INSERT INTO agents VALUES
 (1,'Beatriz Noronha','bnoronha','Portuguese, English','2016-02-15',96.1,0,1,NULL),
 (2,'Arvo Kask','akask','Estonian, English','2018-09-03',91.4,1,3,NULL),
 (3,'Liwayway Santos','lsantos','Tagalog, English','2020-01-20',88.7,0,2,1),
 (4,'Dexter Quill','dquill','English','2021-07-12',79.9,1,5,2),
 (5,'Maija Tamm','mtamm','Estonian, Russian','2022-03-01',93.2,0,3,2),
 (6,'Rui Falcato','rfalcato','Portuguese, Spanish','2023-05-08',84,1,4,1),
 (7,'Odette Brasher','obrasher','English, French','2019-11-18',90.5,1,1,1);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, company TEXT NOT NULL UNIQUE, country TEXT, industry TEXT, seats INTEGER, signed_up TEXT, renewal_on TEXT, nda INTEGER CHECK (nda IN (0, 1)), plan_id INTEGER REFERENCES plans(id), account_manager_id INTEGER REFERENCES agents(id));
INSERT INTO customers VALUES
 (1,'Pottle & Finch','United Kingdom','retail',38,'2019-05-06','2024-11-01',0,2,7),
 (2,'Nordkapp Shipping','Norway','logistics',310,'2017-10-12','2025-01-15',1,3,2),
 (3,'Clinica Sorolla','Spain','healthcare',120,'2021-02-22','2024-08-22',1,3,6),
 (4,'City of Velden','Netherlands','government',940,'2020-07-01','2025-07-01',1,4,1),
 (5,'Bricktop Games','Canada','games',5,'2023-12-04','2024-07-04',0,1,7),
 (6,'Tamsin Rowe Studio','United Kingdom','design',2,'2024-04-29',NULL,0,5,7);
CREATE TABLE users (
  id INTEGER PRIMARY KEY, display_name TEXT NOT NULL UNIQUE, mail TEXT, role TEXT, two_factor INTEGER CHECK (two_factor IN (0, 1)), last_login TEXT, customer_id INTEGER REFERENCES customers(id));
INSERT INTO users VALUES
 (1,'Gwen Pottle','gwen@pottlefinch.example','owner',1,'2024-05-13',1),(2,'Stig Haugen','s.haugen@nordkapp.example','admin',1,'2024-05-14',2),
 (3,'Pilar Roig','proig@sorolla.example','admin',0,'2024-05-10',3),(4,'Wim de Laat','w.delaat@velden.example','member',0,'2024-03-28',4),
 (5,'Zeke Bricker','zeke@bricktop.example','owner',1,'2024-05-14',5),(6,'Tamsin Rowe','hi@tamsinrowe.example','owner',0,'2024-05-02',6),(7,'Ingrid Moe','i.moe@nordkapp.example','member',1,'2024-05-12',2);
CREATE TABLE products (
  id INTEGER PRIMARY KEY, product TEXT NOT NULL UNIQUE, version TEXT, released_on TEXT, platform TEXT, end_of_support TEXT, open_source INTEGER CHECK (open_source IN (0, 1)), owner_team_id INTEGER REFERENCES teams(id));
INSERT INTO products VALUES
 (1,'Loam Desk','8.2.1','2024-04-16','web','2026-04-30',0,1),(2,'Loam Pocket','3.9.0','2024-03-05','Android, iOS','2025-09-30',0,1),
 (3,'Rootsync','2.14','2023-11-21','Linux','2025-12-31',1,3),(4,'Ledgerleaf','5.0.3','2024-05-02','web','2027-05-31',0,4),(5,'Mossgate','1.7.8','2022-08-09','Windows','2024-08-31',1,3);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, ticket_no TEXT NOT NULL UNIQUE, subject TEXT, opened_at TEXT, closed_at TEXT, state TEXT CHECK (state IN ('new','in progress','waiting for customer','solved','wontfix')),
  severity TEXT CHECK (severity IN ('low','normal','urgent')), channel TEXT, minutes_spent INTEGER, reopened INTEGER CHECK (reopened IN (0, 1)), requester_id INTEGER REFERENCES users(id), agent_id INTEGER REFERENCES agents(id), product_id INTEGER REFERENCES products(id), duplicate_of_id INTEGER REFERENCES tickets(id));
INSERT INTO tickets VALUES
 (1,'HD-9001','sync stalls at 40 percent','2024-05-02',NULL,'in progress','urgent','phone',310,1,2,2,3,NULL),
 (2,'HD-9002','invoice shows wrong VAT','2024-05-03','2024-05-06','solved','normal','email',45,0,1,6,4,NULL),
 (3,'HD-9003','cannot log in after update','2024-05-06',NULL,'waiting for customer','urgent','chat',80,0,3,3,1,NULL),
 (4,'HD-9004','dark mode for tablet','2024-05-07','2024-05-08','wontfix','low','email',15,0,5,7,2,NULL),
 (5,'HD-9005','sync hangs','2024-05-07',NULL,'in progress','normal','email',20,0,7,5,3,1),
 (6,'HD-9006','installer blocked by antivirus','2024-05-09','2024-05-13','solved','normal','chat',135,1,4,5,5,NULL),
 (7,'HD-9007','export to spreadsheet garbled','2024-05-10',NULL,'new','low','web form',0,0,6,NULL,1,NULL),
 (8,'HD-9008','double charge in April','2024-05-11','2024-05-12','solved','urgent','phone',60,0,5,6,4,NULL),
 (9,'HD-9009','password mail never arrives','2024-05-12',NULL,'waiting for customer','normal','chat',35,0,3,7,1,3),
 (10,'HD-9010','backup job crashes','2024-05-13',NULL,'in progress','urgent','phone',190,0,2,4,3,NULL),
 (11,'HD-9011','push messages too late','2024-05-14',NULL,'new','low','web form',0,0,1,NULL,2,NULL);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY, headline TEXT NOT NULL UNIQUE, published_on TEXT, views INTEGER, audience TEXT CHECK (audience IN ('public','internal')), word_count INTEGER, author_id INTEGER REFERENCES agents(id), product_id INTEGER REFERENCES products(id));
INSERT INTO articles VALUES
 (1,'Ten Ways to Tame Rootsync','2024-01-18',4820,'public',1340,2,3),(2,'Reading Your Ledgerleaf Statement','2023-10-09',9911,'public',760,6,4),
 (3,'Escalation for Beginners','2022-06-14',212,'internal',2050,1,1),(4,'Mossgate and Virus Scanners','2024-05-13',388,'public',520,5,5),(5,'Pocket Notifications Explained','2023-03-30',6105,'public',905,7,2);
