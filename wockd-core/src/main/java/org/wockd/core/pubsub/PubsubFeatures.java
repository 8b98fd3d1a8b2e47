package org.wockd.core.pubsub;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.Timer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.wockd.core.feature.Feature;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Stores;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Every account as a service of publish-subscribe, put together. */
public final class PubsubFeatures {
    private static final int QUESTIONS = 1_000;

    private PubsubFeatures() {}

    /**
     * What it works with.
     *
     * @param router sends what the server itself made on its way
     * @param timer a hashed wheel
     * @param blocking starts a virtual thread
     */
    public record Surroundings(
            Target.Hosts hosts,
            Stores stores,
            Sessions sessions,
            Consumer<Stanza> router,
            Timer timer,
            Executor blocking,
            InstantSource clock) {}

    /**
     * Makes the features.
     *
     * @param mostItems the most items that a node may keep, as the store has it
     */
    public static List<Feature> of(Surroundings around, int mostItems, MeterRegistry metrics) {
        Stores stores = around.stores();
        Questions questions = new Questions(around, metrics);
        Interests interests = new Interests(questions.outgoing, around.blocking(), metrics);
        ContactPresences contacts = new ContactPresences(metrics);
        Notifications notifications = new Notifications(
                around.sessions(), stores.rosters(), stores.pubsub(), contacts, interests, around.router(), metrics);
        Publications publications =
                new Publications(stores.pubsub(), notifications, mostItems, around.clock(), metrics);
        Access access = new Access(stores.rosters());
        PubsubParts parts = new PubsubParts(access, publications, notifications, interests, contacts);
        return List.of(
                new Xep0060PublishSubscribe(stores.pubsub(), access, publications, notifications),
                new Xep0163PersonalEventing(
                        around.hosts(),
                        around.sessions(),
                        stores.rosters(),
                        stores.pubsub(),
                        parts,
                        questions.outgoing,
                        around.blocking()),
                new Xep0490MessageDisplayed(publications, around.sessions()));
    }

    /** What is asked of clients. */
    private static final class Questions {
        private final Outgoing outgoing;

        private Questions(Surroundings around, MeterRegistry metrics) {
            outgoing = new Outgoing(question -> send(question, around.router()), around.timer(), QUESTIONS, metrics);
        }

        /** Sends one on its way; where it cannot go it is answered with why. */
        private void send(Iq question, Consumer<Stanza> router) {
            try {
                router.accept(question);
            } catch (StanzaErrorException e) {
                outgoing.answer(question.error(e.error()));
            }
        }
    }
}
