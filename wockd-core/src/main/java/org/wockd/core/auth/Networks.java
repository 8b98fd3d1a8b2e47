package org.wockd.core.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What of an address tells one peer from another, where something is counted by address. */
public final class Networks {
    private static final int IPV6_HOME = 8;

    private Networks() {}

    /** An IPv4 address, or the /64 of an IPv6 address, since one home has all of it. */
    public static String of(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(octets, IPV6_HOME) : octets);
    }
}
