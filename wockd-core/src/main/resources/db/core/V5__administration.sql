-- From when on nobody may log in to it; null while everybody who knows the password may.
ALTER TABLE account ADD COLUMN disabled_at BIGINT;

-- Whether its owner has heard the welcome message, where there was one; who was there before there could be one is not new.
ALTER TABLE account ADD COLUMN welcomed BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE account SET welcomed = TRUE;

-- Which message of the day its owner heard last, 0 for none.
ALTER TABLE account ADD COLUMN heard BIGINT NOT NULL DEFAULT 0;

CREATE INDEX account_disabled ON account (host, localpart) WHERE disabled_at IS NOT NULL;

-- The messages of the administrators to everybody: 'motd' and 'welcome'. number: grows with each new one.
CREATE TABLE notice (
    name   TEXT   NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    text   TEXT   NOT NULL
);

-- Lists of addresses that administrators edit: 'admins', 'blocked', 'allowed'.
CREATE TABLE service_list (
    list TEXT NOT NULL,
    jid  TEXT NOT NULL,
    PRIMARY KEY (list, jid)
);

CREATE INDEX service_list_jid ON service_list (jid);

-- With what the ids of archived rows are made unpredictable for clients, made by the first process that runs.
CREATE TABLE archive_key (
    number INTEGER NOT NULL PRIMARY KEY,
    octets BYTEA   NOT NULL
);
