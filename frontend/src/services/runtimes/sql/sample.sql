-- The tables that every run begins with, in SQLite and in PostgreSQL alike.
CREATE TABLE departments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  city TEXT NOT NULL
);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  department_id INTEGER REFERENCES departments (id),
  manager_id INTEGER REFERENCES employees (id),
  salary INTEGER NOT NULL CHECK (salary > 0),
  hired DATE NOT NULL
);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  country TEXT NOT NULL
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL,
  price INTEGER NOT NULL
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  employee_id INTEGER REFERENCES employees (id),
  ordered DATE NOT NULL,
  status TEXT NOT NULL
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, product_id)
);

INSERT INTO departments VALUES
  (1, 'Engineering', 'Berlin'), (2, 'Sales', 'Lisbon'), (3, 'Support', 'Lisbon'), (4, 'Research', 'Oslo');
INSERT INTO employees VALUES
  (1, 'Ada Okafor', 1, NULL, 9200, '2016-03-01'), (2, 'Bo Larsen', 1, 1, 7100, '2018-09-15'),
  (3, 'Chen Wei', 1, 1, 7100, '2019-01-07'), (4, 'Dana Petrov', 2, 1, 6400, '2017-11-20'),
  (5, 'Eli Santos', 2, 4, 4800, '2021-05-03'), (6, 'Fatima Noor', 2, 4, 5100, '2020-02-10'),
  (7, 'Goran Ilić', 3, 1, 5600, '2018-04-23'), (8, 'Hana Sato', 3, 7, 4300, '2022-08-01'),
  (9, 'Ines Moreau', NULL, 1, 5000, '2023-01-16'), (10, 'Jonas Weber', 1, 2, 6100, '2022-03-28');
INSERT INTO customers VALUES
  (1, 'Northwind Café', 'Norway'), (2, 'Bluebird Books', 'Portugal'), (3, 'Kumo Design', 'Japan'),
  (4, 'Lindqvist & Co', 'Sweden'), (5, 'Oak and Iron', 'Germany'), (6, 'Papaya Foods', 'Brazil');
INSERT INTO products VALUES
  (1, 'Lamp', 'Furniture', 45), (2, 'Desk', 'Furniture', 320), (3, 'Chair', 'Furniture', 140),
  (4, 'Notebook', 'Paper', 4), (5, 'Pen', 'Paper', 2), (6, 'Monitor', 'Electronics', 260),
  (7, 'Keyboard', 'Electronics', 90), (8, 'Globe', 'Curiosities', 75);
INSERT INTO orders VALUES
  (1, 1, 5, '2026-01-08', 'delivered'), (2, 2, 6, '2026-01-12', 'delivered'), (3, 1, 5, '2026-02-02', 'delivered'),
  (4, 3, 4, '2026-02-14', 'returned'), (5, 5, 6, '2026-03-01', 'delivered'), (6, 2, NULL, '2026-03-19', 'cancelled'),
  (7, 4, 5, '2026-04-05', 'delivered'), (8, 3, 4, '2026-04-22', 'delivered'), (9, 1, 6, '2026-05-11', 'shipped'),
  (10, 5, NULL, '2026-05-30', 'open');
INSERT INTO order_items VALUES
  (1, 1, 2), (1, 5, 50), (2, 4, 30), (2, 5, 30), (3, 2, 1), (3, 3, 2), (4, 6, 2), (5, 7, 5), (5, 6, 5),
  (6, 4, 10), (7, 3, 4), (7, 1, 1), (8, 6, 1), (8, 7, 1), (9, 2, 2), (10, 5, 100), (10, 4, 20);
