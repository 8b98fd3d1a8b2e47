package org.wockd.protocol.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a process gives to the {@link Service} in it.
 *
 * @param lifecycle where parts say how they are stopped
 * @param readiness where parts say whether they are of use
 * @param meters where parts count
 * @param ports the listeners announced so far, by name
 * @param end where parts ask for the end of the process
 */
public record Frame(
        Lifecycle lifecycle, Readiness readiness, MeterRegistry meters, Map<String, Integer> ports, EndRequest end) {

    Frame(MeterRegistry meters) {
        this(new Lifecycle(), new Readiness(), meters, new ConcurrentHashMap<>(), new EndRequest());
    }

    /** Announces a listener, for the {@link PortsFile}. */
    public void listening(String name, InetSocketAddress address) {
        ports.put(name, address.getPort());
    }

    Map<String, Integer> sortedPorts() {
        return new TreeMap<>(ports);
    }

    /**
     * The text for a listener that cannot be opened.
     *
     * @param key the configuration key to change
     * @param wanted the value of that key
     * @param cause what the system said
     */
    public static StartException cannotListen(String key, Endpoint wanted, IOException cause) {
        String said = String.valueOf(cause.getMessage());
        String why;
        if (said.contains("in use")) {
            why = "port " + wanted.port() + " is in use by another process. Stop that one, or set another port in \""
                    + key + "\" (" + EnvironmentVariables.nameOf(key) + ").";
        } else if (said.contains("ermission denied")) {
            why = "port " + wanted.port() + " needs a privilege. Set one above 1023 in \"" + key
                    + "\", or give the service the right to bind low ports (CAP_NET_BIND_SERVICE).";
        } else {
            why = said + ". Set an address of this machine in \"" + key + "\" (" + EnvironmentVariables.nameOf(key)
                    + ").";
        }
        return new StartException(ExitCode.UNAVAILABLE, "Cannot listen on " + wanted + ": " + why, cause);
    }
}
