CREATE TABLE surgeries (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  town TEXT,
  tel TEXT,
  kennels INTEGER,
  xray INTEGER CHECK (xray IN (0, 1)),
  night_duty INTEGER CHECK (night_duty IN (0, 1))
);
CREATE TABLE vets (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  surgery_id INTEGER REFERENCES surgeries(id),
  boss_id INTEGER REFERENCES vets(id),
  speciality TEXT,
  licensed_on TEXT,
  house_calls INTEGER CHECK (house_calls IN (0, 1))
);
CREATE TABLE owners (
  id INTEGER PRIMARY KEY,
  full_name TEXT UNIQUE NOT NULL,
  village TEXT,
  handy TEXT,
  balance_eur REAL,
  reminder_by TEXT
);
CREATE TABLE breeds (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE NOT NULL,
  species TEXT,
  usual_weight_kg REAL,
  lifespan_yr INTEGER,
  coat TEXT
);
CREATE TABLE animals (
  id INTEGER PRIMARY KEY,
  call_name TEXT UNIQUE NOT NULL,
  breed_id INTEGER REFERENCES breeds(id),
  owner_id INTEGER REFERENCES owners(id),
  sex TEXT,
  born_on TEXT,
  chip_no TEXT,
  weight_kg REAL,
  neutered INTEGER CHECK (neutered IN (0, 1)),
  colour TEXT
);
CREATE TABLE medicines (
  id INTEGER PRIMARY KEY,
  brand TEXT UNIQUE NOT NULL,
  substance TEXT,
  form TEXT,
  pack_price_eur REAL,
  prescription_only INTEGER CHECK (prescription_only IN (0, 1)),
  best_before TEXT,
  fridge_slot TEXT
);
CREATE TABLE visits (
  id INTEGER PRIMARY KEY,
  visit_code TEXT UNIQUE NOT NULL,
  animal_id INTEGER REFERENCES animals(id),
  vet_id INTEGER REFERENCES vets(id),
  seen_on TEXT,
  reason TEXT,
  bill_eur REAL,
  payment TEXT,
  temp_c REAL,
  next_check TEXT
);
CREATE TABLE prescriptions (
  id INTEGER PRIMARY KEY,
  rx TEXT UNIQUE NOT NULL,
  visit_id INTEGER REFERENCES visits(id),
  medicine_id INTEGER REFERENCES medicines(id),
  dose TEXT,
  days INTEGER,
  collected INTEGER CHECK (collected IN (0, 1))
);
INSERT INTO surgeries VALUES
 (1,'Paddock Lane','Wetherholm','04411 2200',14,1,1),
 (2,'Mill Green','Tolven','04411 3300',6,1,0),
 (3,'Harbour Vets','Sandsund','04411 4400',4,0,0),
 (4,'Fox Hollow','Tolven','04411 5500',9,0,1),
 (5,'Bramble Court','Aldermoor','04411 6600',0,0,0);
INSERT INTO vets VALUES
 (1,'Dr Iselin Marr',1,NULL,'surgery','1998-07-01',0),
 (2,'Dr Caspar Ayling',1,1,'horses','2009-10-15',1),
 (3,'Dr Noor Rahimi',2,1,'skin','2014-03-20',0),
 (4,'Dr Bela Horvat',4,1,'teeth','2003-05-12',0),
 (5,'Dr Pia Lundqvist',3,3,'birds','2019-09-02',1),
 (6,'Dr Tom Okafor',4,4,'surgery','2021-11-30',1);
INSERT INTO owners VALUES
 (1,'Wilma Prentice','Wetherholm','0151 700011',0,'post'),
 (2,'Gregor Malik','Tolven','0151 700022',86.5,'sms'),
 (3,'Suki Tanabe','Sandsund','0151 700033',0,'sms'),
 (4,'Farmer Joost Dekker','Aldermoor','0151 700044',412,'post'),
 (5,'Elena Vasari','Tolven','0151 700055',35,'e-mail'),
 (6,'Rupert Hale','Wetherholm','0151 700066',0,'e-mail');
INSERT INTO breeds VALUES
 (1,'Border Collie','dog',19,14,'long'),
 (2,'Basset Hound','dog',28,12,'short'),
 (3,'Norwegian Forest Cat','cat',6,15,'long'),
 (4,'Dwarf Lop','rabbit',2.2,8,'short'),
 (5,'Haflinger','horse',450,27,'short'),
 (6,'Cockatiel','bird',0.1,18,'feathers');
INSERT INTO animals VALUES
 (1,'Biscuit',2,2,'male','2017-05-09','985-001',33.4,1,'tricolour'),
 (2,'Fjord',3,3,'male','2019-08-21','985-014',7.1,1,'grey tabby'),
 (3,'Lady Ottoline',4,5,'female','2022-03-30',NULL,2.6,0,'fawn'),
 (4,'Hazelnut',5,4,'female','2011-04-17','985-040',468,0,'chestnut'),
 (5,'Jip',1,4,'female','2020-10-02','985-052',17.8,1,'black and white'),
 (6,'Captain Peep',6,1,'male','2015-12-24',NULL,0.09,0,'grey'),
 (7,'Mogens',3,6,'male','2012-06-06','985-077',5.2,1,'red'),
 (8,'Truffle',1,6,'female','2024-01-15','985-081',11.3,0,'brown merle');
INSERT INTO medicines VALUES
 (1,'Dolovet','meloxicam','drops',18.90,1,'2026-08-31','A3'),
 (2,'Parastop','fipronil','spot-on',24.50,0,'2027-01-31','C1'),
 (3,'Amoxipet','amoxicillin','tablets',15.20,1,'2025-11-30','A1'),
 (4,'Otiklar','clotrimazole','drops',21.00,1,'2025-09-30','B2'),
 (5,'Wormex','fenbendazole','paste',12.75,0,'2026-03-31','C4');
INSERT INTO visits VALUES
 (1,'V-2501',1,3,'2025-02-03','itching',74,'paid',38.6,'2025-02-24'),
 (2,'V-2502',2,5,'2025-02-11','vaccination',58,'paid',38.4,'2026-02-11'),
 (3,'V-2503',4,2,'2025-02-20','lameness',412,'open',37.9,'2025-06-20'),
 (4,'V-2504',5,2,'2025-03-04','vaccination',62,'paid',38.7,'2026-03-04'),
 (5,'V-2505',3,4,'2025-03-12','toothache',35,'open',39.2,'2025-03-26'),
 (6,'V-2506',7,6,'2025-03-19','operation',690,'insurer',38.1,'2025-04-02'),
 (7,'V-2507',1,3,'2025-04-01','itching',86.5,'reminded',39.0,'2025-05-06'),
 (8,'V-2508',6,5,'2025-04-15','feather loss',44,'paid',NULL,NULL),
 (9,'V-2509',8,1,'2025-05-07','operation',540,'insurer',38.5,'2025-05-21'),
 (10,'V-2510',7,1,'2025-05-14','check-up',39,'paid',38.3,'2025-11-14');
INSERT INTO prescriptions VALUES
 (1,'RX-901',1,4,'4 drops twice a day',10,1),
 (2,'RX-902',3,1,'15 ml once a day',14,1),
 (3,'RX-903',5,3,'a quarter tablet',7,0),
 (4,'RX-904',6,3,'one tablet',10,1),
 (5,'RX-905',7,2,'one pipette',30,0),
 (6,'RX-906',9,1,'6 drops once a day',5,1);
