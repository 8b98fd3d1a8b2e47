package org.wockd.torrent.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.service.Database;
import org.wockd.torrent.downloads.DownloadException.Code;
import org.wockd.torrent.downloads.Downloads.AddOutcome;
import org.wockd.torrent.downloads.Downloads.DataOutcome;
import org.wockd.torrent.engine.AddTorrent;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.FailureCode;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentState;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.AddressPolicy;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.testing.FakeEngine;

/** Juliet and Romeo share what they download, and see only their own. */
class DownloadsTest {

    private static final String JULIET = "juliet@capulet.lit";
    private static final String ROMEO = "romeo@montague.lit";
    private static final String FILM = "a".repeat(40);

    @TempDir
    Path folder;

    private Database database;
    private FakeEngine engine;
    private Downloads downloads;
    private final List<DownloadEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        database = Database.open(
                Database.sqlite(folder.resolve("t.db")), "classpath:db/torrent", new SimpleMeterRegistry());
        engine = new FakeEngine();
        downloads = new Downloads(
                engine,
                new SqlLedger(database.jdbi()),
                folder.resolve("downloads"),
                AddressPolicy.publicOnly(),
                new DownloadLimits(2, 3, 100),
                events::add);
        downloads.start();
    }

    @AfterEach
    void stop() throws Exception {
        downloads.stop();
        database.close();
    }

    private void restart() throws Exception {
        stop();
        events.clear();
        start();
    }

    @Test
    void oneOwnerAddsTwiceAndHasItOnce() throws Exception {
        assertThat(add(JULIET, FILM).outcome()).isEqualTo(AddOutcome.ADDED);
        Downloads.AddAnswer again = add(JULIET, FILM);
        assertThat(again.outcome()).isEqualTo(AddOutcome.ALREADY);
        assertThat(again.view().id()).isEqualTo(FILM);
        assertThat(downloads.list(JULIET)).hasSize(1);
    }

    @Test
    void othersNeitherSeeNorTouch() throws Exception {
        add(JULIET, FILM);
        assertThat(downloads.list(ROMEO)).isEmpty();
        assertThat(downloads.find(ROMEO, FILM)).isEmpty();
        assertThatThrownBy(() -> downloads.pause(ROMEO, FILM))
                .isInstanceOfSatisfying(
                        DownloadException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
        assertThatThrownBy(() -> downloads.remove(ROMEO, FILM, true)).isInstanceOf(DownloadException.class);
    }

    @Test
    void twoOwnersShareAndTheLooserWishHolds() throws Exception {
        downloads.add(JULIET, magnet(FILM), false, new RateLimits(1000, 10));
        downloads.add(ROMEO, magnet(FILM), false, new RateLimits(500, 0));
        assertThat(engine.added).hasSize(1);
        assertThat(engine.limits).containsEntry(FILM, new RateLimits(1000, 0));
        assertThat(downloads.pause(JULIET, FILM).status().state()).isEqualTo(TorrentState.PAUSED);
        assertThat(engine.paused).containsEntry(FILM, false);
        assertThat(engine.limits).containsEntry(FILM, new RateLimits(500, 0));
        downloads.pause(ROMEO, FILM);
        assertThat(engine.paused).containsEntry(FILM, true);
        downloads.resume(JULIET, FILM);
        assertThat(engine.paused).containsEntry(FILM, false);
        assertThat(downloads.remove(JULIET, FILM, true)).isEqualTo(DataOutcome.STILL_WANTED);
        assertThat(engine.paused).containsEntry(FILM, true);
        assertThat(downloads.remove(ROMEO, FILM, true)).isEqualTo(DataOutcome.DELETED);
        assertThat(engine.added).isEmpty();
    }

    @Test
    void theNumberOfTorrentsIsLimited() throws Exception {
        add(JULIET, FILM);
        add(JULIET, "b".repeat(40));
        assertThatThrownBy(() -> add(JULIET, "c".repeat(40)))
                .isInstanceOfSatisfying(
                        DownloadException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_MANY));
        add(ROMEO, "c".repeat(40));
        assertThatThrownBy(() -> add(ROMEO, "d".repeat(40))).hasMessageContaining("wockd has 3 torrents");
    }

    @Test
    void theEndIsToldAgainUntilItWasAnnounced() throws Exception {
        add(JULIET, FILM);
        engine.tell(new EngineEvent.Finished(FILM));
        awaitEnd(JULIET);
        restart();
        awaitEnd(JULIET);
        downloads.announced(JULIET, FILM);
        restart();
        add(ROMEO, FILM);
        awaitEnd(ROMEO);
        assertThat(events)
                .noneMatch(e -> e instanceof DownloadEvent.Finished && e.owner().equals(JULIET));
    }

    private void awaitEnd(String owner) {
        await().until(() -> events.stream()
                .anyMatch(e -> e instanceof DownloadEvent.Finished && e.owner().equals(owner)));
    }

    @Test
    void whatStoppedByItselfStaysSoOverARestartAndGoesOnWhenResumed() throws Exception {
        add(JULIET, FILM);
        engine.tell(new EngineEvent.Failed(FILM, FailureCode.DISK_FULL, "The disk is full."));
        engine.tell(new EngineEvent.Failed(FILM, FailureCode.DISK_FULL, "The disk is full."));
        restart();
        assertThat(engine.paused).containsEntry(FILM, true);
        DownloadView view = downloads.find(JULIET, FILM).orElseThrow();
        assertThat(view.status().state()).isEqualTo(TorrentState.FAILED);
        assertThat(downloads.resume(JULIET, FILM).failure()).isNull();
        assertThat(engine.paused).containsEntry(FILM, false);
    }

    @Test
    void resumeDataComesBackAfterARestart() throws Exception {
        add(JULIET, FILM);
        engine.tell(new EngineEvent.ResumeData(FILM, Bytes.of(new byte[] {1, 2, 3})));
        restart();
        assertThat(added(FILM).resume()).isEqualTo(Bytes.of(new byte[] {1, 2, 3}));
    }

    @Test
    void whatWasReceivedIsToldFromTheFirstMomentAfterARestartAndGoesOn() throws Exception {
        add(JULIET, FILM);
        engine.tell(TorrentStatus.unknown(FILM, "", TorrentState.DOWNLOADING).moved(700, 7));
        restart();
        TorrentStatus again = downloads.find(JULIET, FILM).orElseThrow().status();
        assertThat(again.down()).isEqualTo(700);
        assertThat(again.up()).isEqualTo(7);
        engine.tell(TorrentStatus.unknown(FILM, "", TorrentState.DOWNLOADING).moved(50, 0));
        assertThat(downloads.find(JULIET, FILM).orElseThrow().status().down()).isEqualTo(750);

        downloads.remove(JULIET, FILM, false);
        assertThat(add(JULIET, FILM).view().status().down()).as("added anew").isZero();
    }

    @Test
    void metadataThatClimbsOutStopsTheTorrent() throws Exception {
        add(JULIET, FILM);
        byte[] info = "d6:lengthi1e4:name2:..12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaae"
                .getBytes(StandardCharsets.US_ASCII);
        engine.tell(new EngineEvent.MetadataReceived(FILM, Bytes.of(info)));
        assertThat(engine.paused).containsEntry(FILM, true);
        await().until(() -> events.stream().anyMatch(DownloadEvent.Failed.class::isInstance));
    }

    @Test
    void peersInThePrivateNetworkAreLeftOut() throws Exception {
        Magnet magnet = Magnet.parse("magnet:?xt=urn:btih:" + FILM + "&x.pe=192.168.1.1:6881&x.pe=1.1.1.1:6881");
        downloads.add(JULIET, new Source.FromMagnet(magnet), false, RateLimits.NONE);
        assertThat(added(FILM).source())
                .isInstanceOfSatisfying(
                        Source.FromMagnet.class,
                        from -> assertThat(from.magnet().uri())
                                .contains("1.1.1.1:6881")
                                .doesNotContain("192.168"));
    }

    @Test
    void twoProcessesCannotHaveOneFolder() {
        try (DataFolder first = DataFolder.open(folder.resolve("x"))) {
            assertThat(first.downloads()).isDirectory();
            assertThatThrownBy(() -> DataFolder.open(folder.resolve("x")))
                    .isInstanceOfSatisfying(
                            DownloadException.class, e -> assertThat(e.code()).isEqualTo(Code.FOLDER_IN_USE));
        }
        DataFolder.open(folder.resolve("x")).close();
    }

    private AddTorrent added(String id) {
        return Objects.requireNonNull(engine.added.get(id), id);
    }

    private Downloads.AddAnswer add(String owner, String hash) throws Exception {
        return downloads.add(owner, magnet(hash), false, RateLimits.NONE);
    }

    private static Source magnet(String hash) throws Exception {
        return new Source.FromMagnet(Magnet.parse("magnet:?xt=urn:btih:" + hash));
    }
}
