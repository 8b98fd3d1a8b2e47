package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Server;
import org.wockd.bench.server.TorrentRelay;

/** wockd's BitTorrent relay, attached to a core, without anything to do. */
record RelayKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return contender == Contender.WOCKD;
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(true, result, (core, _) -> {
            try (Server relay = TorrentRelay.start(trial.plan().home(), trial.folder(), core)) {
                boolean _ = trial.errors().noneWithin(trial.plan().phases().time());
                ProcessFigures held = ProcessFigures.of(List.of(relay.pid()));
                result.with("seconds", trial.plan().phases().time().toSeconds())
                        .with("resident-kib", held.residentKib())
                        .with("threads", held.threads());
            }
        });
    }

    @Override
    public String title() {
        return "An idle relay";
    }

    @Override
    public String words(Figures.Run one) {
        return "The BitTorrent relay, attached to the core, " + one.text("seconds")
                + " s after it was there, with nothing to download.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.less("resident MiB", "resident-kib", 1.0 / 1024), Column.told("threads", "threads", 1));
    }
}
