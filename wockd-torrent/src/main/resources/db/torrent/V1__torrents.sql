-- A torrent is held once, whoever wants it.
CREATE TABLE torrent (
    id          TEXT    NOT NULL PRIMARY KEY, -- the hash it was first known by, in hex
    v1          TEXT    UNIQUE,
    v2          TEXT    UNIQUE,
    folder      TEXT    NOT NULL, -- of its data, relative to the downloads
    magnet      TEXT,
    metainfo    BLOB, -- the .torrent file, or what peers sent for a magnet link
    resume      BLOB, -- opaque to wockd
    finished_at INTEGER, -- milliseconds since 1970
    failure     TEXT, -- the code of what stopped it, and
    failure_why TEXT,
    CHECK (magnet IS NOT NULL OR metainfo IS NOT NULL),
    CHECK (v1 IS NOT NULL OR v2 IS NOT NULL)
);

CREATE TABLE ownership (
    torrent   TEXT    NOT NULL REFERENCES torrent (id) ON DELETE CASCADE,
    owner     TEXT    NOT NULL, -- a bare JID
    added_at  INTEGER NOT NULL,
    paused    INTEGER NOT NULL,
    down      INTEGER NOT NULL, -- bytes per second, 0 for no limit
    up        INTEGER NOT NULL,
    announced INTEGER NOT NULL, -- whether the owner was told of the end
    PRIMARY KEY (torrent, owner)
);

CREATE INDEX ownership_owner ON ownership (owner);
