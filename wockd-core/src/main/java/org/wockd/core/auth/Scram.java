package org.wockd.core.auth;

import java.security.MessageDigest;
import java.util.function.Supplier;
import org.wockd.core.auth.ScramMessage.Gs2Flag;
import org.wockd.core.store.ScramKeys.Hash;

/**
 * The server of one SCRAM exchange (RFC 5802, RFC 7677), first stage: it takes {@code client-first-message}.
 *
 * @param plus whether the client chose the -PLUS name of the mechanism
 * @param offered the channel bindings for which -PLUS was offered on this stream; none where it was not offered
 * @param nonces makes the server's part of the nonce
 */
record Scram(Hash hash, boolean plus, ChannelBindings offered, Login login, Supplier<String> nonces) implements Stage {

    @Override
    public Turn on(byte[] message) throws Refusal {
        var first = ScramMessage.first(message);
        byte[] binding = expectedBinding(first);
        String user = login.localpart(first.username());
        login.checkAuthzid(first.authzid(), user);
        login.checkLimits(user);
        var keys = login.keys(user, hash);
        String nonce = first.nonce() + nonces.get();
        String answer = "r=" + nonce + ",s=" + SaslBase64.encode(keys.keys().salt()) + ",i="
                + keys.keys().iterations();
        var second = new AwaitProof(login, user, keys, binding, nonce, first.bare() + "," + answer);
        return new Turn(new Step.Challenge(Utf8.encode(answer)), second);
    }

    /** The octets that {@code c=} must carry: the header as it was sent, and the data of the binding (§5.1, §6). */
    private byte[] expectedBinding(ScramMessage.First first) throws Refusal {
        byte[] header = Utf8.encode(first.header());
        return switch (first.flag()) {
            case Gs2Flag.CannotBind() when plus -> throw mustBind();
            case Gs2Flag.ServerCannotBind() when plus -> throw mustBind();
            case Gs2Flag.CannotBind() -> header;
            case Gs2Flag.ServerCannotBind() when offered.types().isEmpty() -> header;
            case Gs2Flag.ServerCannotBind() ->
                throw new Refusal(
                        SaslCondition.NOT_AUTHORIZED,
                        "The client believes that the server cannot bind to the channel, but it can: somebody between"
                                + " may have changed the list of mechanisms. Log in with a -PLUS mechanism.");
            case Gs2Flag.Binds(String type) when plus -> append(header, bindingData(type));
            case Gs2Flag.Binds b ->
                throw Refusal.malformed("Channel binding was asked for, but not a mechanism with -PLUS.");
        };
    }

    private byte[] bindingData(String type) throws Refusal {
        byte[] data = offered.types().contains(type) ? offered.data(type) : null;
        if (data == null) {
            throw Refusal.malformed("The channel binding " + type + " is not offered here, only "
                    + String.join(", ", offered.types()) + ". Take one of these, or a mechanism without -PLUS.");
        }
        return data;
    }

    private static Refusal mustBind() {
        return Refusal.malformed("A mechanism with -PLUS needs the channel-binding flag p= with a type.");
    }

    private static byte[] append(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** The second stage: it takes {@code client-final-message} and checks the proof. */
    private record AwaitProof(
            Login login, String user, Login.Keys keys, byte[] binding, String nonce, String authMessageHead)
            implements Stage {

        @Override
        public Turn on(byte[] message) throws Refusal {
            var last = ScramMessage.last(message);
            if (!last.nonce().equals(nonce)) {
                throw Refusal.malformed("The nonce is not the one that the server sent.");
            }
            if (!MessageDigest.isEqual(last.binding(), binding)) {
                throw new Refusal(
                        SaslCondition.NOT_AUTHORIZED,
                        "The channel binding does not match this connection: somebody may sit between the client and"
                                + " the server. Check the network and the server's certificate.");
            }
            byte[] authMessage = Utf8.encode(authMessageHead + "," + last.withoutProof());
            boolean proven = ScramSecrets.proves(last.proof(), authMessage, keys.keys());
            if (!(proven && keys.real())) {
                throw Login.wrong();
            }
            login.succeeded(user);
            String verifier = "v=" + SaslBase64.encode(ScramSecrets.serverSignature(authMessage, keys.keys()));
            return new Turn(new Step.Success(user, Utf8.encode(verifier)), null);
        }
    }
}
