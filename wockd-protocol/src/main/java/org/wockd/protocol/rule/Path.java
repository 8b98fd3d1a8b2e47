package org.wockd.protocol.rule;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * The way of a stanza inside a process, from the filters to its end: the filters in their order, then the one rule that
 * matches, then what is done without any. It is planned where the stanza came in and run where the plan may run.
 */
public final class Path {
    private static final Logger LOG = LoggerFactory.getLogger(Path.class);

    /** What is done with a stanza that no rule wants: in the core, routing; in a relay, a refusal. */
    @FunctionalInterface
    public interface Otherwise {
        /** Decides where a stanza goes, without blocking. */
        Way decide(Stanza stanza);
    }

    /** Where a stanza goes that no rule wants. */
    public interface Way {
        /** Whether it can be gone here and now, without blocking. */
        boolean isQuick();

        /** Goes it. A {@link StanzaErrorException} is answered to the sender. */
        void go();
    }

    /** Sends an answer back the way the stanza came. */
    public interface Answers {
        void send(Stanza answer);
    }

    /** What is to be done with one stanza. Where it goes without a rule is decided once, when its turn has come. */
    public final class Plan implements Lane.Step, Incoming.Ends {
        private final Stanza stanza;
        private final @Nullable Rule<Stanza> rule;
        private final Answers answers;
        private @Nullable Way way;
        private boolean settled;

        private Plan(Stanza stanza, @Nullable Rule<Stanza> rule, Answers answers) {
            this.stanza = stanza;
            this.rule = rule;
            this.answers = answers;
        }

        /** Whether it can be run here and now; a rule may still yield the default, so both must be quick. */
        @Override
        public boolean isQuick() {
            if (rule != null && !rule.quick()) {
                return false;
            }
            Way decided = otherwise.decide(stanza);
            way = decided;
            return decided.isQuick();
        }

        /** Runs it to its end: whatever goes wrong costs this stanza and nothing else. */
        @Override
        public void run() {
            Incoming<Stanza> in = new Incoming<>(stanza, this);
            try {
                if (rule != null) {
                    rule.handler().handle(in);
                }
                if (!in.isYielded()) {
                    in.yieldDefault();
                }
            } catch (StanzaErrorException e) {
                refuse(in, e.error());
            } catch (RuntimeException | Error e) {
                LOG.error("{} {} from {} failed", stanza.kind(), stanza.id(), stanza.from(), e);
                refuse(
                        in,
                        StanzaError.of(Condition.INTERNAL_SERVER_ERROR, "the server failed at this; its log says why"));
            }
        }

        /** Tells the sender, unless the stanza was answered or is gone: nobody gets two ends of one stanza. */
        private void refuse(Incoming<Stanza> in, StanzaError error) {
            if (settled) {
                return;
            }
            if (in.isYielded()) {
                // It had ended and then went on its default way, which refused it.
                new Incoming<>(stanza, this).yieldError(error);
            } else {
                in.yieldError(error);
            }
        }

        @Override
        public void answer(Stanza answer) {
            settled = true;
            answers.send(answer);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a stanza that was changed is another one, and its way another one too
        public void otherwise(Stanza changed) {
            Way decided = way;
            (decided == null || changed != stanza ? otherwise.decide(changed) : decided).go();
            settled = true;
        }
    }

    private final List<Filter> filters;
    private final Rules rules;
    private final Target.Hosts hosts;
    private final Otherwise otherwise;

    public Path(List<Filter> filters, Rules rules, Target.Hosts hosts, Otherwise otherwise) {
        this.filters =
                filters.stream().sorted(Comparator.comparing(Filter::priority)).toList();
        this.rules = rules;
        this.hosts = hosts;
        this.otherwise = otherwise;
    }

    /**
     * Plans the way of a stanza that has come in.
     *
     * @param incoming with its sender stamped on
     * @param answers where an answer goes
     * @return null where a filter has ended it
     */
    public @Nullable Plan plan(Stanza incoming, Answers answers) {
        Stanza stanza = incoming;
        for (Filter filter : filters) {
            switch (filter.look().at(stanza)) {
                case Filter.Pass pass -> stanza = pass.stanza();
                case Filter.Stop stop -> {
                    return null;
                }
                case Filter.Refuse refuse -> {
                    new Incoming<>(stanza, new Plan(stanza, null, answers)).yieldError(refuse.error());
                    return null;
                }
            }
        }
        Target target = Target.of(stanza.sender(), stanza.to(), hosts);
        return new Plan(stanza, rules.match(stanza, target), answers);
    }
}
