CREATE TABLE surgeries (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, district TEXT, phone TEXT, chairs INTEGER, step_free INTEGER CHECK (step_free IN (0, 1)), late_evening TEXT, lease_until TEXT);
INSERT INTO surgeries VALUES
 (1,'Lark Street','Bellmoor','0117 555 0101',5,1,'Thursday','2031-12-31'),(2,'The Old Bakery','Cotham Rise','0117 555 0144',3,0,'Tuesday','2027-06-30'),(3,'Wharfside','Redquay','0117 555 0182',7,1,'Wednesday','2035-03-31'),(4,'Elm Corner','Bellmoor','0117 555 0190',2,0,NULL,'2026-01-15');
CREATE TABLE clinicians (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, role TEXT, gdc_no TEXT UNIQUE, qualified INTEGER, university TEXT, accepts_new INTEGER CHECK (accepts_new IN (0, 1)), sedation_cert INTEGER CHECK (sedation_cert IN (0, 1)), email TEXT, surgery_id INTEGER REFERENCES surgeries(id), supervisor_id INTEGER REFERENCES clinicians(id));
INSERT INTO clinicians VALUES
 (1,'Dr Philippa Strand','dentist','71004',1996,'Leeds',0,1,'p.strand@larkdental.example',1,NULL),(2,'Dr Anand Kessler','orthodontist','83311',2006,'Heidelberg',1,0,'a.kessler@larkdental.example',3,1),(3,'Dr Niamh Tolland','dentist','99820',2016,'Dublin',1,1,'n.tolland@larkdental.example',2,1),
 (4,'Gwilym Parry','hygienist','140077',2011,'Cardiff',1,0,'g.parry@larkdental.example',3,2),(5,'Salome Adjei','hygienist','152266',2019,'Bristol',0,0,'s.adjei@larkdental.example',1,1),(6,'Dr Oskar Vinter','oral surgeon','88142',2009,'Lund',0,1,'o.vinter@larkdental.example',3,NULL);
CREATE TABLE insurers (
  id INTEGER PRIMARY KEY, insurer TEXT NOT NULL UNIQUE, hotline TEXT, covers_pct INTEGER, yearly_cap_gbp REAL, implants_covered INTEGER CHECK (implants_covered IN (0, 1)), pays_within_days INTEGER);
INSERT INTO insurers VALUES (1,'Molar Mutual','0800 555 701',80,1200,0,21),(2,'Ivory Shield','0800 555 733',60,2500,1,30),(3,'Brightwell Health','0800 555 790',100,800,0,14),(4,'Castlegate Cover','0800 555 812',75,1500,1,45);
CREATE TABLE patients (
  id INTEGER PRIMARY KEY, patient TEXT NOT NULL UNIQUE, date_of_birth TEXT, tel TEXT, allergy TEXT, anxious INTEGER CHECK (anxious IN (0, 1)), registered TEXT, recall_months INTEGER, policy_no TEXT, insurer_id INTEGER REFERENCES insurers(id), dentist_id INTEGER REFERENCES clinicians(id));
INSERT INTO patients VALUES
 (1,'Barnaby Clew','1962-03-09','07700 900 201','penicillin',0,'2001-09-12',6,'MM-44871',1,1),(2,'Jocasta Wynn','1987-11-23','07700 900 244','latex',1,'2015-02-03',12,'IS-20995',2,3),(3,'Femi Oduya','2009-05-17','07700 900 260','none',0,'2019-07-29',6,'BH-10372',3,2),
 (4,'Hester Quarles','1949-12-30','07700 900 277','penicillin',1,'1998-04-20',4,'CC-77310',4,1),(5,'Radek Sokol','1994-08-06','07700 900 291','none',0,'2022-10-10',12,'MM-51206',1,3),(6,'Lottie Penhale','2012-01-14','07700 900 315','none',1,'2021-03-08',6,'BH-11840',3,2),(7,'Imogen Frith','1978-06-25','07700 900 322','ibuprofen',0,'2010-05-05',6,'IS-23318',2,6);
CREATE TABLE procedures (
  id INTEGER PRIMARY KEY, treatment TEXT NOT NULL UNIQUE, item_code TEXT, chair_min INTEGER, fee_gbp REAL, needs_anaesthetic INTEGER CHECK (needs_anaesthetic IN (0, 1)), category TEXT, healing_days INTEGER);
INSERT INTO procedures VALUES
 (1,'Check-up','D100',20,48,0,'preventive',0),(2,'Scale and Polish','D110',30,65,0,'preventive',0),(3,'White Filling','D220',40,130,1,'restorative',1),(4,'Root Canal','D310',90,495,1,'restorative',5),(5,'Wisdom Tooth Removal','D420',60,320,1,'surgical',10),(6,'Titanium Implant','D450',120,2150,1,'surgical',90),(7,'Night Guard','D600',25,240,0,'appliance',0);
CREATE TABLE labs (
  id INTEGER PRIMARY KEY, lab TEXT NOT NULL UNIQUE, town TEXT, technician TEXT, turnaround_days INTEGER, collects_on TEXT, digital_scans INTEGER CHECK (digital_scans IN (0, 1)));
INSERT INTO labs VALUES (1,'Porcelain Row','Swindon','Hal Duffield',8,'Monday',1),(2,'Severn Ceramics','Gloucester','Ines Marchetti',12,'Friday',0),(3,'Tooth & Thistle','Bath','Kirsty Laing',6,'Monday',1);
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY, appt_ref TEXT NOT NULL UNIQUE, starts TEXT, room TEXT, status TEXT CHECK (status IN ('booked','arrived','completed','cancelled','missed')), reminder_sent INTEGER CHECK (reminder_sent IN (0, 1)), tooth TEXT, patient_id INTEGER REFERENCES patients(id), clinician_id INTEGER REFERENCES clinicians(id), procedure_id INTEGER REFERENCES procedures(id));
INSERT INTO appointments VALUES
 (1,'AP-301','2024-05-13 09:00','R2','completed',1,NULL,1,1,1),(2,'AP-302','2024-05-13 10:30','R5','completed',1,'36',2,3,4),(3,'AP-303','2024-05-14 11:00','R1','missed',1,NULL,3,2,1),(4,'AP-304','2024-05-15 14:15','R6','cancelled',0,'48',7,6,5),(5,'AP-305','2024-05-20 08:40','R2','arrived',1,'14',4,1,3),
 (6,'AP-306','2024-05-21 16:00','R3','booked',0,NULL,5,4,2),(7,'AP-307','2024-05-22 09:30','R6','booked',1,'46',7,6,6),(8,'AP-308','2024-05-22 15:00','R1','booked',0,NULL,6,2,1),(9,'AP-309','2024-05-23 17:20','R4','missed',0,NULL,5,5,2),(10,'AP-310','2024-05-24 10:00','R2','cancelled',1,NULL,1,1,7);
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY, invoice_no TEXT NOT NULL UNIQUE, issued TEXT, due TEXT, gross_gbp REAL, insurer_part_gbp REAL, settled INTEGER CHECK (settled IN (0, 1)), reminders INTEGER, appointment_id INTEGER REFERENCES appointments(id));
INSERT INTO invoices VALUES (1,'INV-8801','2024-05-13','2024-06-12',48,38.4,1,0,1),(2,'INV-8802','2024-05-14','2024-06-13',495,297,0,1,2),(3,'INV-8803','2024-05-14','2024-05-28',25,0,0,2,3),(4,'INV-8804','2024-05-20','2024-06-19',130,97.5,0,0,5),(5,'INV-8805','2024-05-24','2024-06-07',20,0,1,0,9);
CREATE TABLE lab_orders (
  id INTEGER PRIMARY KEY, docket TEXT NOT NULL UNIQUE, workpiece TEXT, shade TEXT, sent_on TEXT, back_on TEXT, stage TEXT CHECK (stage IN ('at the lab','fitted','remake','ready')), cost_gbp REAL, patient_id INTEGER REFERENCES patients(id), lab_id INTEGER REFERENCES labs(id));
INSERT INTO lab_orders VALUES (1,'LD-61','crown','A2','2024-05-02','2024-05-13','fitted',145,2,1),(2,'LD-62','night guard','clear','2024-05-10',NULL,'at the lab',70,1,3),(3,'LD-63','bridge','B1','2024-04-22','2024-05-07','remake',390,4,2),(4,'LD-64','retainer','clear','2024-05-08','2024-05-15','ready',85,3,3),(5,'LD-65','crown','A3','2024-05-16',NULL,'at the lab',150,7,1);
