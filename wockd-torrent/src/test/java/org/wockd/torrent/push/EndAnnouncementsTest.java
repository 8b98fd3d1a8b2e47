package org.wockd.torrent.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Delivery;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.torrent.downloads.DownloadEvent;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Trackers;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentState;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.InfoHash;

/** Juliet's film is finished, and the link to the core is what it is. */
class EndAnnouncementsTest {
    private static final String JULIET = "juliet@capulet.lit";
    private static final String FILM = "a".repeat(40);

    private final List<String> sent = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final HandTimer timer = new HandTimer();
    private final EndAnnouncements ends = new EndAnnouncements(
            Jid.domain("torrent.capulet.lit"),
            (message, delivery) -> {
                sent.add(String.valueOf(message.id()));
                messages.add(message);
                deliveries.add(delivery);
            },
            timer,
            Runnable::run);

    @Test
    void whatIsMerelySlowIsSentOnce() {
        finished();
        ends.up();
        timer.expire();
        assertThat(sent).hasSize(1);
    }

    @Test
    void whatTheLinkLostIsSentAgainOnceWithTheSameId() {
        finished();
        deliveries.get(0).lost();
        ends.up();
        assertThat(sent).hasSize(2);

        timer.expire();
        assertThat(sent).as("while the second is slow").hasSize(2);
        assertThat(Set.copyOf(sent)).hasSize(1);

        deliveries.get(1).delivered();
        ends.up();
        timer.expire();
        assertThat(sent).hasSize(2);
    }

    @Test
    void anEndSaysWhichItIsSoThatTheCoreKnowsARepetition() {
        finished();
        deliveries.get(0).lost();
        ends.up();
        assertThat(messages)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.content().child("urn:xmpp:sid:0", "origin-id"))
                        .isNotNull()
                        .extracting(origin -> origin.attribute("id"))
                        .isEqualTo("finished-" + FILM + "-1767225600")
                        .isEqualTo(message.id()));
    }

    @Test
    void whatWasLostWhileTheLinkStayedUpIsTriedAgainByTheTimer() {
        finished();
        deliveries.get(0).lost();
        timer.expire();
        deliveries.get(1).refused(StanzaError.of(Condition.RESOURCE_CONSTRAINT, "full"));
        timer.expire();
        assertThat(sent).hasSize(3);
        deliveries.get(2).refused(StanzaError.of(Condition.SERVICE_UNAVAILABLE, "no such account"));
        timer.expire();
        assertThat(sent).as("after it was refused for good").hasSize(3);
    }

    @Test
    void aLinkThatComesAndGoesLeavesOneTimer() {
        finished();
        for (int i = 0; i < 5; i++) {
            deliveries.get(i).lost();
            ends.up();
        }
        assertThat(timer.tasks).hasSize(1);
    }

    @Test
    void nothingIsToldOfWhatWasRemoved() {
        finished();
        deliveries.get(0).lost();
        ends.on(new DownloadEvent.Removed(JULIET, FILM));
        ends.up();
        timer.expire();
        assertThat(sent).hasSize(1);
    }

    private void finished() {
        ends.on(new DownloadEvent.Finished(
                JULIET,
                FILM,
                new DownloadView(
                        JULIET,
                        FILM,
                        InfoHash.ofV1(FILM),
                        "A Film",
                        TorrentStatus.unknown(FILM, "A Film", TorrentState.SEEDING),
                        false,
                        RateLimits.NONE,
                        Path.of("film"),
                        Instant.ofEpochSecond(1_767_225_600),
                        Instant.ofEpochSecond(1_767_226_368),
                        null,
                        new Trackers(List.of(), null))));
    }

    /** Time passes when the test says so. */
    private static final class HandTimer implements Timer {
        private final List<TimerTask> tasks = new ArrayList<>();

        void expire() {
            List<TimerTask> due = List.copyOf(tasks);
            tasks.clear();
            for (TimerTask task : due) {
                try {
                    task.run(null);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public @Nullable Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
            tasks.add(task);
            return null;
        }

        @Override
        public Set<Timeout> stop() {
            return Set.of();
        }
    }
}
