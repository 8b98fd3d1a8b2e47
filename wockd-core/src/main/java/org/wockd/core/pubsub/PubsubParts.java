package org.wockd.core.pubsub;

/** What the features of publish-subscribe share. */
record PubsubParts(
        Access access,
        Publications publications,
        Notifications notifications,
        Interests interests,
        ContactPresences contacts) {}
