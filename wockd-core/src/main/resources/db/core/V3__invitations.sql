-- Invitations to make an account, until each is used. token: SHA-256 of what the invited client proves it with.
-- inviter: a bare JID, empty where it was made on the command line. localpart: the only name it is for, where there is
-- one. befriends: whether inviter and new account are put into each other's roster.
CREATE TABLE invitation (
    token      BYTEA   NOT NULL PRIMARY KEY,
    host       TEXT    NOT NULL,
    inviter    TEXT    NOT NULL,
    localpart  TEXT,
    befriends  BOOLEAN NOT NULL,
    expires_at BIGINT  NOT NULL
);

CREATE INDEX invitation_inviter ON invitation (inviter);
CREATE INDEX invitation_name ON invitation (host, localpart);
