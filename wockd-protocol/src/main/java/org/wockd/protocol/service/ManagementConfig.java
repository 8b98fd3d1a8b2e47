package org.wockd.protocol.service;

import io.smallrye.config.WithDefault;

/** Where the process is watched from. */
public interface ManagementConfig {

    @Doc("Where /healthz, /readyz and /metrics are served over plain HTTP, as host:port; port 0 takes any free one."
            + " There is no password, so leave it on loopback or behind a firewall.")
    @WithDefault("127.0.0.1:0")
    Endpoint listen();
}
