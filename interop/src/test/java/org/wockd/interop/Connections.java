package org.wockd.interop;

import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.igniterealtime.smack.inttest.XmppConnectionDescriptor;
import org.igniterealtime.smack.inttest.XmppConnectionManager;
import org.jivesoftware.smack.ConnectionConfiguration;
import org.jivesoftware.smack.SASLAuthentication;
import org.jivesoftware.smack.c2s.ModularXmppClientToServerConnection;
import org.jivesoftware.smack.c2s.ModularXmppClientToServerConnectionConfiguration;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.wockd.deploy.Household;

/** How the suite's connections find the core: at a port of any number, with a certificate of its own. */
final class Connections {
    private Connections() {}

    /** The kinds of connections that the suite makes lead to this core from now on. */
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
                .applyExtraConfiguration(builder -> leadTo(builder, port, trust))
                .build());
        // One class, of which the suite knows several kinds and takes any: they go over WebSocket, too.
        List.of("modular-nocompress", "modular-websocket-okhttp", "modular-websocket-java11")
                .forEach(XmppConnectionManager::removeConnectionDescriptor);
        XmppConnectionManager.addConnectionDescriptor(XmppConnectionDescriptor.buildWith(
                        ModularXmppClientToServerConnection.class,
                        ModularXmppClientToServerConnectionConfiguration.class,
                        ModularXmppClientToServerConnectionConfiguration.Builder.class)
                .withNickname("modular")
                .applyExtraConfiguration(builder -> leadTo(builder, port, trust))
                .build());
    }

    private static void leadTo(ConnectionConfiguration.Builder<?, ?> builder, int port, X509TrustManager trust) {
        builder.setPort(port)
                .setCustomX509TrustManager(trust)
                // Only one certificate is trusted at all, and it is that of localhost.
                .setHostnameVerifier((host, session) -> host.equals("localhost"));
    }
}
