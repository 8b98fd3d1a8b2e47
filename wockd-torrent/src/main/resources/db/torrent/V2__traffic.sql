-- Bytes of payload received and sent since a torrent was added.
ALTER TABLE torrent ADD COLUMN down INTEGER NOT NULL DEFAULT 0;
ALTER TABLE torrent ADD COLUMN up INTEGER NOT NULL DEFAULT 0;
