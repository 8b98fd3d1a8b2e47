package org.wockd.core.relay;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.StreamManagement;

/** What comes on one link of a relay: dealt with one stanza after the other, and counted where the relay wants that. */
final class RelayInflow {
    private static final Logger LOG = LoggerFactory.getLogger(RelayInflow.class);

    private final RelayStreams core;
    private final CoreRelay relay;
    private final Link link;
    private final Lane lane;
    private final @Nullable CountedFlights counted;

    /** @param counted null where nobody counts */
    RelayInflow(RelayStreams core, CoreRelay relay, Link link, Lane lane, @Nullable CountedFlights counted) {
        this.core = core;
        this.relay = relay;
        this.link = link;
        this.lane = lane;
        this.counted = counted;
    }

    boolean isCounted() {
        return counted != null;
    }

    /** Takes a stanza, or what should be one. */
    void take(StanzaReader.Read read) throws StreamErrorException {
        switch (read) {
            case StanzaReader.Read.Good good -> {
                Stanza stanza = good.stanza().from() == null
                        ? good.stanza().from(Jid.domain(relay.config().domain()))
                        : good.stanza();
                check(relay.config(), stanza);
                if (stanza instanceof Presence presence) {
                    relay.note(presence);
                }
                lane.submit(step(core.path().plan(stanza, answer -> relay.answer(link, answer))));
            }
            case StanzaReader.Read.Refused refused -> {
                relay.answer(link, refused.answer());
                lane.submit(step(null));
            }
            case StanzaReader.Read.Dropped dropped -> {
                LOG.debug("Dropped a stanza of {}: {}", relay.config().domain(), dropped.why());
                lane.submit(step(null));
            }
        }
    }

    /** Who may write as whom (XEP-0114 §3). */
    private void check(RelayConfig config, Stanza stanza) throws StreamErrorException {
        if (stanza.to() == null) {
            throw new StreamErrorException(
                    StreamError.IMPROPER_ADDRESSING, "a " + stanza.kind() + " from a relay must say whom it is for");
        }
        String domain = stanza.sender().domain();
        boolean allowed = domain.equals(config.domain())
                || (config.role() == Role.GATEWAY
                        && !core.hosts().serves(domain)
                        && core.relays().of(domain) == null);
        if (!allowed) {
            LOG.warn("{} tried to send as {}; its stream is ended", config.domain(), stanza.from());
            throw new StreamErrorException(
                    StreamError.INVALID_FROM, config.domain() + " may not send stanzas from " + domain);
        }
    }

    /**
     * What is to be done with the next stanza.
     *
     * @param plan null where nothing is, and it only counts
     */
    private Lane.Step step(Path.@Nullable Plan plan) {
        return new Lane.Step() {
            @Override
            public boolean isQuick() {
                return plan == null || plan.isQuick();
            }

            @Override
            public void run() {
                Runnable dealing = plan == null ? () -> {} : plan::run;
                if (counted == null) {
                    dealing.run();
                } else {
                    counted.deal(dealing);
                }
            }
        };
    }

    /** Tells how many have been dealt with, when all that they have done is durable; in its place among them. */
    void acknowledge() {
        lane.submit(Lane.Step.of(true, this::tell));
    }

    private void tell() {
        CountedFlights counts = counted;
        if (counts == null) {
            return;
        }
        long handled = counts.handled();
        var _ = counts.durable(handled).whenComplete((_, failure) -> {
            if (failure == null) {
                link.write(StreamManagement.acknowledgement(handled));
            } else {
                // Not durable, so not acknowledged: the relay asks again.
                LOG.warn(
                        "{} is not acknowledged {} stanzas: {}",
                        relay.config().domain(),
                        handled,
                        failure.getMessage());
            }
        });
    }
}
