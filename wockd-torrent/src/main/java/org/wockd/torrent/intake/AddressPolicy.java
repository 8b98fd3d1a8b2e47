package org.wockd.torrent.intake;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wockd.torrent.intake.IntakeException.Code;

/**
 * Which addresses wockd connects to when a user names the host.
 *
 * <p>Everything that is not the public internet is refused (the registries of RFC 6890 and its updates), so that no user
 * can reach the machine itself or the home network through wockd; the operator can allow networks by name. An IPv6
 * address that carries an IPv4 one (mapped, translated by NAT64, 6to4) is judged by what it carries, or refused.
 */
public final class AddressPolicy {

    private static final int MAX_ADDRESSES = 16;
    private static final Pattern V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private static final List<Network> REFUSED = List.of(
            net("0.0.0.0/8"), // this network
            net("10.0.0.0/8"), // private
            net("100.64.0.0/10"), // shared by carriers
            net("127.0.0.0/8"), // loopback
            net("169.254.0.0/16"), // link-local
            net("172.16.0.0/12"), // private
            net("192.0.0.0/24"), // protocol assignments
            net("192.0.2.0/24"), // documentation
            net("192.88.99.0/24"), // 6to4 relays
            net("192.168.0.0/16"), // private
            net("198.18.0.0/15"), // benchmarks
            net("198.51.100.0/24"), // documentation
            net("203.0.113.0/24"), // documentation
            net("224.0.0.0/4"), // multicast
            net("240.0.0.0/4")); // reserved and broadcast

    private static final Network GLOBAL_V6 = net("2000::/3");
    private static final List<Network> REFUSED_V6 = List.of(
            net("2001::/23"), // protocol assignments, Teredo among them
            net("2001:db8::/32"), // documentation
            net("2002::/16"), // 6to4
            net("3fff::/20")); // documentation
    private static final Network NAT64 = net("64:ff9b::/96");

    private final List<Network> allowed;

    private AddressPolicy(List<Network> allowed) {
        this.allowed = allowed;
    }

    /** A network in CIDR notation. */
    private static final class Network {
        private final byte[] prefix;
        private final int bits;

        Network(byte[] prefix, int bits) {
            this.prefix = prefix;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The public internet only. */
    public static AddressPolicy publicOnly() {
        return new AddressPolicy(List.of());
    }

    /**
     * The public internet, and these networks in CIDR notation.
     *
     * @throws IllegalArgumentException if one is none; the message names it
     */
    public static AddressPolicy allowing(List<String> networks) {
        return new AddressPolicy(networks.stream().map(AddressPolicy::net).toList());
    }

    /** Whether wockd may connect to {@code address}. */
    public boolean permits(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (allowed.stream().anyMatch(network -> network.contains(bytes))) {
            return true;
        }
        if (bytes.length == 4) {
            return REFUSED.stream().noneMatch(network -> network.contains(bytes));
        }
        if (NAT64.contains(bytes)) {
            return REFUSED.stream().noneMatch(network -> network.contains(Arrays.copyOfRange(bytes, 12, 16)));
        }
        return GLOBAL_V6.contains(bytes) && REFUSED_V6.stream().noneMatch(network -> network.contains(bytes));
    }

    /**
     * Looks {@code host} up once and returns its addresses, all of them permitted; connect to these and to nothing else.
     *
     * @throws IntakeException FORBIDDEN_ADDRESS if any address is refused, FETCH_FAILED if there is none
     */
    public List<InetAddress> resolve(String host) throws IntakeException {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!permits(address)) {
                    throw new IntakeException(
                            Code.FORBIDDEN_ADDRESS,
                            "wockd does not connect to " + host + ", because it is the address "
                                    + address.getHostAddress()
                                    + " in a private or special network. Use an address on the public internet, or ask"
                                    + " the operator to allow that network.");
                }
                if (addresses.size() < MAX_ADDRESSES) {
                    addresses.add(address);
                }
            }
        } catch (UnknownHostException e) {
            throw new IntakeException(
                    Code.FETCH_FAILED, "The host " + host + " was not found. Check the address for a typing error.", e);
        }
        return addresses;
    }

    /** The address that {@code text} writes out; no name is ever looked up. */
    static Optional<InetAddress> literal(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        if (!v6 && !V4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // With a colon it can be no name, and without one it was matched above: the resolver is not asked.
            return Optional.of(InetAddress.getByName(v6 ? "[" + text + "]" : text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Network net(String cidr) {
        int slash = cidr.indexOf('/');
        Optional<InetAddress> address = slash < 0 ? Optional.empty() : literal(cidr.substring(0, slash));
        String bits = cidr.substring(slash + 1);
        if (address.isEmpty() || !bits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "\"" + cidr + "\" is no network; write it as an address and a length, such as 192.168.1.0/24");
        }
        byte[] prefix = address.get().getAddress();
        int length = Integer.parseInt(bits);
        if (length > prefix.length * 8) {
            throw new IllegalArgumentException("\"" + cidr + "\" has more bits than its address");
        }
        return new Network(prefix, length);
    }
}
