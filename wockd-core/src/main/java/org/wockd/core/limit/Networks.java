package org.wockd.core.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one address: with IPv6 the /64, since one home has all of it. */
public final class Networks {
    private static final int PREFIX = 8;

    private Networks() {}

    /** A key that all addresses of one home share. */
    public static String of(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(octets, PREFIX) : octets);
    }
}
