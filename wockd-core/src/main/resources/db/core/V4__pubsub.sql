-- What an account publishes (XEP-0060, XEP-0163). The row of the account is updated first by every transaction, so that
-- those of one account run one after the other. octets: the sum over its items. last_position: the last one given out.
CREATE TABLE pubsub_account (
    owner         TEXT   NOT NULL PRIMARY KEY,
    octets        BIGINT NOT NULL,
    last_position BIGINT NOT NULL
);

-- configuration: a data form. most: how many items it keeps at most.
CREATE TABLE pubsub_node (
    owner         TEXT    NOT NULL,
    node          TEXT    NOT NULL,
    configuration TEXT    NOT NULL,
    most          INTEGER NOT NULL,
    created_at    BIGINT  NOT NULL,
    PRIMARY KEY (owner, node)
);

-- position: grows with each publication of the account. octets: of the id and the payload.
CREATE TABLE pubsub_item (
    owner        TEXT    NOT NULL,
    node         TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    position     BIGINT  NOT NULL,
    published_at BIGINT  NOT NULL,
    octets       INTEGER NOT NULL,
    payload      BYTEA   NOT NULL,
    PRIMARY KEY (owner, node, id)
);

CREATE UNIQUE INDEX pubsub_item_position ON pubsub_item (owner, node, position);

-- Who has subscribed to a node. account: the bare JID of the subscriber.
CREATE TABLE pubsub_subscription (
    owner      TEXT NOT NULL,
    node       TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    account    TEXT NOT NULL,
    PRIMARY KEY (owner, node, subscriber)
);

CREATE INDEX pubsub_subscription_account ON pubsub_subscription (account, owner);
