-- The SQL here and in the code is the part that SQLite and PostgreSQL share: BIGINT for every number that may grow
-- (instants are milliseconds since 1970, UTC), BYTEA for octets, BOOLEAN bound as such by JDBC.

CREATE TABLE account (
    host          TEXT   NOT NULL,
    localpart     TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    last_login_at BIGINT,
    PRIMARY KEY (host, localpart)
);

-- What is left of a password, one row for each hash function of SCRAM.
CREATE TABLE account_key (
    host       TEXT    NOT NULL,
    localpart  TEXT    NOT NULL,
    hash       TEXT    NOT NULL,
    salt       BYTEA   NOT NULL,
    iterations INTEGER NOT NULL,
    stored_key BYTEA   NOT NULL,
    server_key BYTEA   NOT NULL,
    PRIMARY KEY (host, localpart, hash)
);

-- version: of the last change. oldest: the oldest version from which the tombstones still tell every removal.
CREATE TABLE roster (
    owner   TEXT   NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    oldest  BIGINT NOT NULL
);

CREATE TABLE roster_item (
    owner        TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    version      BIGINT  NOT NULL,
    name         TEXT,
    subscription TEXT    NOT NULL,
    ask          BOOLEAN NOT NULL,
    approved     BOOLEAN NOT NULL,
    PRIMARY KEY (owner, contact)
);

CREATE TABLE roster_group (
    owner    TEXT    NOT NULL,
    contact  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    PRIMARY KEY (owner, contact, position)
);

CREATE TABLE roster_tombstone (
    owner   TEXT   NOT NULL,
    contact TEXT   NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (owner, contact)
);

-- Requests to subscribe that came in and are not answered yet, one for each contact (RFC 6121 section 3.1.3).
CREATE TABLE subscription_request (
    owner       TEXT   NOT NULL,
    contact     TEXT   NOT NULL,
    stanza      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (owner, contact)
);

-- The last number given out. Every transaction of the mailbox updates the row first: so ids grow in the order of the
-- commits, also when several processes share the database, and no reader sees a smaller id appear after a larger one.
CREATE TABLE message_id (
    last_id BIGINT NOT NULL
);

INSERT INTO message_id (last_id) VALUES (0);

-- Its number is the id of its first message. The sums are over the rows of message that wait.
CREATE TABLE mailbox (
    number        BIGINT NOT NULL PRIMARY KEY,
    owner         TEXT   NOT NULL UNIQUE,
    waiting_count BIGINT NOT NULL,
    waiting_bytes BIGINT NOT NULL
);

-- One row for each message and owner. It waits while delivered_at is null. A delivered row with a dedup_key stays until
-- expires_at with an empty stanza, so that a repetition of it is recognised.
CREATE TABLE message (
    mailbox      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    sender       TEXT   NOT NULL,
    dedup_key    TEXT,
    received_at  BIGINT NOT NULL,
    delivered_at BIGINT,
    expires_at   BIGINT NOT NULL,
    stanza       BYTEA  NOT NULL,
    PRIMARY KEY (mailbox, id)
);

CREATE UNIQUE INDEX message_dedup ON message (mailbox, sender, dedup_key) WHERE dedup_key IS NOT NULL;

CREATE INDEX message_expiry ON message (expires_at);
