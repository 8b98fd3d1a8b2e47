package org.wockd.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;

/** Alice writes to Bob, who has a desk and a phone. */
class RouteTest {
    private static final Message HELLO =
            Message.chat(Jid.parse("alice@localhost/wood"), Jid.parse("bob@localhost"), "m1", "hello");

    private final List<Stanza> kept = new ArrayList<>();
    private final Device desk = new Device("bob@localhost/desk");
    private final Device phone = new Device("bob@localhost/phone");

    /** A client whose network takes and loses things when the test says so. */
    private final class Device implements Session {
        private final Jid jid;
        private final List<Runnable> losses = new ArrayList<>();
        private boolean gone;

        private Device(String jid) {
            this.jid = Jid.parse(jid);
        }

        void breaks() {
            gone = true;
            losses.forEach(Runnable::run);
        }

        @Override
        public Jid jid() {
            return jid;
        }

        @Override
        public void send(Stanza stanza) {
            send(stanza, () -> {}, () -> kept.add(stanza));
        }

        @Override
        public void send(Stanza stanza, Runnable written, Runnable lost) {
            if (gone) {
                lost.run();
            } else {
                losses.add(lost);
            }
        }

        @Override
        public @Nullable Presence presence() {
            return null;
        }

        @Override
        public void presence(@Nullable Presence presence) {}

        @Override
        public <T> T attachment(Attachment<T> key) {
            return new Attachment.Values().get(key);
        }

        @Override
        public void close(StreamError error, String text) {}
    }

    @Test
    void aMessageThatOneOfTwoDevicesHasIsNotKeptForTheOther() {
        new Route.ToSession(HELLO, List.of(desk, phone)).go();
        phone.breaks();

        assertThat(kept).isEmpty();
    }

    @Test
    void aMessageThatNoDeviceHasIsKeptOnce() {
        new Route.ToSession(HELLO, List.of(desk, phone)).go();
        desk.breaks();
        phone.breaks();

        assertThat(kept).containsExactly(HELLO);
    }

    @Test
    void aMessageForOneDeviceIsKeptWhenItBreaks() {
        new Route.ToSession(HELLO, List.of(phone)).go();
        phone.breaks();

        assertThat(kept).containsExactly(HELLO);
    }
}
