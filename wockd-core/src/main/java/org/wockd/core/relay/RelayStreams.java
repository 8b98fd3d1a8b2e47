package org.wockd.core.relay;

import io.netty.util.Timer;
import java.util.concurrent.Executor;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Target;

/**
 * What every relay's stream needs of the core.
 *
 * @param path the way of a stanza that a relay sends
 * @param hosts which hosts this core serves
 * @param timer a hashed wheel
 * @param blocking starts a virtual thread
 */
public record RelayStreams(
        CoreRelays relays, Path path, Target.Hosts hosts, Timer timer, Executor blocking, RelayLimits limits) {}
