CREATE TABEL person (name TEXT);
