-- What waits is one part of a mailbox, what is kept to be looked up (XEP-0313) another; a row may be both.
ALTER TABLE mailbox ADD COLUMN archived_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN archived_bytes BIGINT NOT NULL DEFAULT 0;

-- peer: the bare JID of the other side, whoever of the two wrote; peer_resource: its resource, where there was one.
ALTER TABLE message ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE message ADD COLUMN peer TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN peer_resource TEXT;

CREATE INDEX message_waiting ON message (mailbox, id) WHERE delivered_at IS NULL;
CREATE INDEX message_peer ON message (mailbox, peer, id) WHERE archived;

-- Whose messages an owner wants archived: 'always', 'never' or 'roster' in general, and of some contacts in particular.
CREATE TABLE archive_preference (
    owner    TEXT NOT NULL PRIMARY KEY,
    standard TEXT NOT NULL
);

CREATE TABLE archive_contact (
    owner   TEXT    NOT NULL,
    contact TEXT    NOT NULL,
    wanted  BOOLEAN NOT NULL,
    PRIMARY KEY (owner, contact)
);

-- A client's stream that can be resumed (XEP-0198), also after a restart. token: SHA-256 of what the client resumes
-- with. received: how many of the client's stanzas have been dealt with. acknowledged: how many the client has got.
-- state: what features keep for it, XML.
CREATE TABLE stream (
    number       BIGINT  NOT NULL PRIMARY KEY,
    owner        TEXT    NOT NULL,
    resource     TEXT    NOT NULL,
    token        BYTEA   NOT NULL,
    resumable    INTEGER NOT NULL,
    received     BIGINT  NOT NULL,
    acknowledged BIGINT  NOT NULL,
    state        BYTEA   NOT NULL
);

CREATE INDEX stream_owner ON stream (owner);

-- What was sent on a stream and is not acknowledged. message: the row of the owner's mailbox, 0 where there is none.
CREATE TABLE stream_sent (
    stream   BIGINT NOT NULL,
    position BIGINT NOT NULL,
    message  BIGINT NOT NULL,
    stanza   BYTEA  NOT NULL,
    PRIMARY KEY (stream, position)
);
