package org.wockd.deploy;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.callback.CallbackHandler;
import org.jivesoftware.smack.SmackException.SmackSaslException;
import org.jivesoftware.smack.sasl.SASLMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Carries the SCRAM of a library into Smack, whose own machinery names the hash but then always takes SHA-1.
 *
 * <p>SCRAM-SHA-256-PLUS (RFC 7677) with the channel binding tls-server-end-point (RFC 5929 section 4).
 */
final class ScramSha256Plus extends SASLMechanism {

    static final String NAME = "SCRAM-SHA-256-PLUS";
    private static final String BINDING = "tls-server-end-point";
    private static final int BEFORE_ALL_OTHERS = 1;

    private @Nullable ScramClient scram;
    private boolean serverIsFirst = true;
    private boolean serverIsProven;

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public int getPriority() {
        return BEFORE_ALL_OTHERS;
    }

    @Override
    protected SASLMechanism newInstance() {
        return new ScramSha256Plus();
    }

    @Override
    protected void authenticateInternal(CallbackHandler handler) {
        throw new UnsupportedOperationException("a password is given");
    }

    @Override
    protected byte[] getAuthenticationText() {
        scram = ScramClient.builder()
                .advertisedMechanisms(List.of(NAME))
                .username(authenticationId)
                .password(password.toCharArray())
                .channelBinding(BINDING, certificateHash())
                .build();
        return octets(scram.clientFirstMessage().toString());
    }

    private byte[] certificateHash() {
        try {
            return TlsServerEndpoint.getChannelBindingData(
                    (X509Certificate) sslSession.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            throw new IllegalStateException("no certificate to bind to", e);
        }
    }

    @Override
    protected byte[] evaluateChallenge(byte[] challenge) throws SmackSaslException {
        String said = new String(challenge, StandardCharsets.UTF_8);
        ScramClient client = Objects.requireNonNull(scram);
        try {
            if (serverIsFirst) {
                serverIsFirst = false;
                client.serverFirstMessage(said);
                return octets(client.clientFinalMessage().toString());
            }
            client.serverFinalMessage(said);
            serverIsProven = true;
            return new byte[0];
        } catch (ScramException e) {
            throw new SmackSaslException(e);
        }
    }

    @Override
    protected void checkIfSuccessfulOrThrow() throws SmackSaslException {
        if (!serverIsProven) {
            throw new SmackSaslException("The server has not proven that it knows the password.");
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
