package org.wockd.core.feature;

import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Session;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xml.Node;

/**
 * Features put together.
 *
 * @param all in the order in which they are told of the end of a stream
 */
public record FeatureList(List<Feature> all) {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureList.class);

    public FeatureList {
        all = List.copyOf(all);
    }

    /** The rules of all. */
    public Rules rules() {
        Rules rules = new Rules();
        all.forEach(feature -> feature.rules(rules));
        return rules;
    }

    /** The filters of all. */
    public List<Filter> filters() {
        return all.stream().flatMap(f -> f.filters().stream()).toList();
    }

    /** What a stream offers once it is authenticated. */
    public List<Node> streamFeatures() {
        return all.stream().flatMap(f -> f.streamFeatures().stream()).toList();
    }

    /** Tells all that a session is over; may block. What one of them fails at the others still do. */
    public void ended(Session session) {
        tell(session, Feature::ended);
    }

    /** Tells all that the client of a session is back; may block. */
    public void resumed(Session session) {
        tell(session, Feature::resumed);
    }

    private void tell(Session session, BiConsumer<Feature, Session> news) {
        for (Feature feature : all) {
            try {
                news.accept(feature, session);
            } catch (RuntimeException e) {
                LOG.error("{} failed at the news of {}", feature.spec().id(), session.jid(), e);
            }
        }
    }
}
