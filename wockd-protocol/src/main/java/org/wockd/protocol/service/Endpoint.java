package org.wockd.protocol.service;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP port, written {@code host:port}, with an IPv6 address in brackets: {@code [::1]:5222}.
 *
 * @param host a host name or an IP address, without brackets
 * @param port 0 to 65535; 0 lets the system choose where one listens
 */
public record Endpoint(String host, int port) {

    static final String ALLOWED = "host:port, such as 127.0.0.1:5222, [::1]:5222 or chat.example:5222,"
            + " with a port from 0 (any free one) to 65535";

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\w.-]+)):(\\d{1,5})");

    public Endpoint {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    /**
     * Reads one; the host is not looked up.
     *
     * @throws IllegalArgumentException whose message is what is allowed
     */
    public static Endpoint parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        String v6 = form.group(1);
        return new Endpoint(v6 != null ? v6 : form.group(2), Integer.parseInt(form.group(3)));
    }

    /**
     * As an address to bind or connect to; a host name is looked up now, which may block. "All addresses" of IPv6, which
     * includes those of IPv4, is that of IPv4 alone on a system that has no IPv6.
     */
    public InetSocketAddress resolve() {
        boolean isAll = host.equals("::");
        return isAll && !HasIpv6.YES ? new InetSocketAddress("0.0.0.0", port) : new InetSocketAddress(host, port);
    }

    /** Looked up once, when it is needed. */
    private static final class HasIpv6 {
        private static final boolean YES = look();

        private static boolean look() {
            try {
                return NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(Inet6Address.class::isInstance);
            } catch (SocketException e) {
                return true;
            }
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
