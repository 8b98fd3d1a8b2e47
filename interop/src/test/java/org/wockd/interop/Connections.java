package org.wockd.interop;

import javax.net.ssl.X509TrustManager;
import org.igniterealtime.smack.inttest.XmppConnectionDescriptor;
import org.igniterealtime.smack.inttest.XmppConnectionManager;
import org.jivesoftware.smack.SASLAuthentication;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.wockd.deploy.Household;

/** How the suite's connections find the core: at a port of any number, with a certificate of its own. */
final class Connections {
    private Connections() {}

    /** The kind of connection that suite.properties names leads to this core from now on. */
    static void leadTo(Household household) throws Exception {
        // With it Smack hashes with SHA-1, too.
        SASLAuthentication.blacklistSASLMechanism("SCRAM-SHA-256");
        int port = household.port("client");
        X509TrustManager trust = household.trust();
        XmppConnectionManager.addConnectionDescriptor(XmppConnectionDescriptor.buildWith(
                        XMPPTCPConnection.class,
                        XMPPTCPConnectionConfiguration.class,
                        XMPPTCPConnectionConfiguration.Builder.class)
                .withNickname("tcp")
                .applyExtraConfiguration(builder -> builder.setPort(port)
                        .setCustomX509TrustManager(trust)
                        // Only one certificate is trusted at all, and it is that of localhost.
                        .setHostnameVerifier((host, session) -> host.equals("localhost")))
                .build());
    }
}
