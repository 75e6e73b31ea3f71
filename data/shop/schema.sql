-- Northfold Outfitters: the database of record.
-- Money is in euro. Dates are ISO 8601 text. A flag is 0 or 1.

CREATE TABLE categories (
    category_id INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    parent_id   INTEGER REFERENCES categories (category_id)
);

CREATE TABLE suppliers (
    supplier_id    INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    city           TEXT NOT NULL,
    country        TEXT NOT NULL,
    lead_time_days INTEGER NOT NULL,
    partner_since  TEXT NOT NULL,
    contact_email  TEXT NOT NULL,
    api_token      TEXT NOT NULL
);

CREATE TABLE products (
    product_id      INTEGER PRIMARY KEY,
    sku             TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL UNIQUE,
    category_id     INTEGER NOT NULL REFERENCES categories (category_id),
    supplier_id     INTEGER NOT NULL REFERENCES suppliers (supplier_id),
    weight_g        INTEGER NOT NULL,
    material        TEXT NOT NULL,
    warranty_months INTEGER NOT NULL,
    capacity_l      REAL,                -- packs, bags, pots, bottles
    waterproof_mm   INTEGER,             -- hydrostatic head
    max_load_kg     INTEGER,
    battery_life_h  INTEGER,
    launched_on     TEXT NOT NULL,
    discontinued    INTEGER NOT NULL DEFAULT 0 CHECK (discontinued IN (0, 1)),
    successor_id    INTEGER REFERENCES products (product_id)
);

CREATE TABLE variants (
    variant_id  INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES products (product_id),
    variant_sku TEXT NOT NULL UNIQUE,
    color       TEXT NOT NULL,
    size        TEXT,
    ean         TEXT NOT NULL UNIQUE
);

-- The current price of a product is its row without valid_to.
CREATE TABLE prices (
    price_id   INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    price_eur  NUMERIC(10, 2) NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT
);

CREATE TABLE warehouses (
    warehouse_id INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    city         TEXT NOT NULL,
    country      TEXT NOT NULL,
    floor_m2     INTEGER NOT NULL,
    cutoff_time  TEXT NOT NULL            -- orders before it leave the same working day
);

CREATE TABLE stock (
    product_id    INTEGER NOT NULL REFERENCES products (product_id),
    warehouse_id  INTEGER NOT NULL REFERENCES warehouses (warehouse_id),
    quantity      INTEGER NOT NULL,
    reorder_level INTEGER NOT NULL,
    PRIMARY KEY (product_id, warehouse_id)
);

CREATE TABLE stores (
    store_id      INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    street        TEXT NOT NULL,
    city          TEXT NOT NULL,
    country       TEXT NOT NULL,
    opening_hours TEXT NOT NULL,
    sunday_hours  TEXT NOT NULL,
    opened_on     TEXT NOT NULL,
    floor_m2      INTEGER NOT NULL,
    bike_workshop INTEGER NOT NULL CHECK (bike_workshop IN (0, 1)),
    warehouse_id  INTEGER NOT NULL REFERENCES warehouses (warehouse_id)
);

CREATE TABLE employees (
    employee_id INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    role        TEXT NOT NULL,
    store_id    INTEGER NOT NULL REFERENCES stores (store_id),
    hired_on    TEXT NOT NULL,
    email       TEXT NOT NULL
);

CREATE TABLE customers (
    customer_id   INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    email         TEXT NOT NULL UNIQUE,
    phone         TEXT NOT NULL,
    address       TEXT NOT NULL,
    city          TEXT NOT NULL,
    country       TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    loyalty_tier  TEXT NOT NULL,
    joined_on     TEXT NOT NULL
);

CREATE TABLE orders (
    order_id     INTEGER PRIMARY KEY,
    order_number TEXT NOT NULL UNIQUE,
    customer_id  INTEGER NOT NULL REFERENCES customers (customer_id),
    store_id     INTEGER REFERENCES stores (store_id),  -- NULL: ordered online
    status       TEXT NOT NULL,
    ordered_on   TEXT NOT NULL,
    total_eur    NUMERIC(10, 2) NOT NULL
);

CREATE TABLE order_lines (
    order_line_id  INTEGER PRIMARY KEY,
    order_id       INTEGER NOT NULL REFERENCES orders (order_id),
    variant_id     INTEGER NOT NULL REFERENCES variants (variant_id),
    quantity       INTEGER NOT NULL,
    unit_price_eur NUMERIC(10, 2) NOT NULL
);

CREATE TABLE shipments (
    shipment_id     INTEGER PRIMARY KEY,
    order_id        INTEGER NOT NULL UNIQUE REFERENCES orders (order_id),
    warehouse_id    INTEGER NOT NULL REFERENCES warehouses (warehouse_id),
    carrier         TEXT NOT NULL,
    tracking_number TEXT NOT NULL UNIQUE,
    status          TEXT NOT NULL,
    shipped_on      TEXT NOT NULL,
    eta             TEXT NOT NULL,
    delivered_on    TEXT
);

CREATE TABLE return_cases (
    return_id     INTEGER PRIMARY KEY,
    case_number   TEXT NOT NULL UNIQUE,
    order_line_id INTEGER NOT NULL UNIQUE REFERENCES order_lines (order_line_id),
    reason        TEXT NOT NULL,
    status        TEXT NOT NULL,
    opened_on     TEXT NOT NULL,
    refund_eur    NUMERIC(10, 2)
);

CREATE INDEX prices_product ON prices (product_id, valid_to);
CREATE INDEX variants_product ON variants (product_id);
CREATE INDEX order_lines_order ON order_lines (order_id);
