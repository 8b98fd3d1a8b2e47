package org.wockd.core.auth;

/** The server of one PLAIN exchange (RFC 4616): the bare password, checked against the keys of SCRAM. */
record Plain(Login login) implements Stage {

    @Override
    public Turn on(byte[] message) throws Refusal {
        String[] parts = Utf8.decode(message).split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw Refusal.malformed("PLAIN needs three parts with NULs between: authorization identity or nothing,"
                    + " user name, password.");
        }
        String user = login.localpart(parts[1]);
        login.checkAuthzid(parts[0], user);
        login.checkLimits(user);
        var keys = login.anyKeys(user);
        boolean matches = matches(parts[2], keys);
        if (!(matches && keys.real())) {
            throw Login.wrong();
        }
        login.succeeded(user);
        return new Turn(new Step.Success(user, new byte[0]), null);
    }

    private static boolean matches(String password, Login.Keys keys) throws Refusal {
        try {
            return ScramSecrets.matches(password, keys.keys());
        } catch (IllegalArgumentException e) {
            throw Login.wrong();
        }
    }
}
