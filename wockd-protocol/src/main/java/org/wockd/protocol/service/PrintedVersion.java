package org.wockd.protocol.service;

import picocli.CommandLine;

/** What {@code --version} prints; apart from {@link Version}, which is read at every start, when picocli is not needed. */
public final class PrintedVersion implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"wockd " + Version.number()};
    }
}
