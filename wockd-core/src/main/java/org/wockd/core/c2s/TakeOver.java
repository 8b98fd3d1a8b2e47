package org.wockd.core.c2s;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;

/** How a session changes from the stream that its client has lost to the one it has come back on (XEP-0198 §5). */
final class TakeOver {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TakeOver() {}

    /**
     * Lets a stream resume a session; blocks until the stream before has dealt with all that it brought.
     *
     * @param h how many stanzas the client has got
     * @param token what it resumes with
     * @return false where the session is over
     * @throws StreamErrorException where the client counts what was never sent, or the store fails
     */
    static boolean of(ClientSession session, ClientStream stream, long h, String token) throws StreamErrorException {
        try {
            ClientStream before = session.stream().join();
            if (before != null) {
                // Mostly it is dead, and often nobody has noticed. What it has brought is dealt with first.
                before.supersede();
                before.ended().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            // To say how many were dealt with is to acknowledge them.
            session.durable().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return session.resume(stream, h, token).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unacknowledged.TooMany too) {
                throw tooMany(too);
            }
            if (e.getCause() instanceof StoreException) {
                throw new StreamErrorException(
                        StreamError.RESOURCE_CONSTRAINT, "the store fails for now, so nothing is resumed: try again");
            }
            LOG.warn("{} could not be resumed", session, e);
            return false;
        } catch (TimeoutException e) {
            LOG.warn("{} could not be resumed: its stream before does not end", session);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The client acknowledges what was never sent. */
    static StreamErrorException tooMany(Unacknowledged.TooMany too) {
        return new StreamErrorException(
                StreamError.UNDEFINED_CONDITION,
                String.valueOf(too.getMessage()),
                StreamManagement.handledCountTooHigh(too));
    }
}
