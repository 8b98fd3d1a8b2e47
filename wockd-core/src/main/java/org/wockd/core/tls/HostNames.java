package org.wockd.core.tls;

import com.ibm.icu.text.IDNA;
import java.util.Locale;

/** Domains as certificates and SNI spell them. */
final class HostNames {

    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);

    private HostNames() {}

    /** The A-labels of a domain (RFC 5890 §2.3.2.1) in lower case; what is no domain comes back as it is. */
    static String ascii(String host) {
        var info = new IDNA.Info();
        String ascii = UTS46.nameToASCII(host, new StringBuilder(), info).toString();
        return (info.hasErrors() ? host : ascii).toLowerCase(Locale.ROOT);
    }
}
