package org.wockd.core.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.wockd.core.store.Archive;
import org.wockd.protocol.jid.Jid;

/**
 * The ids under which clients know the rows of archives. Rows are numbered by time; what a client sees tells neither when
 * the row was made nor how many there are (XEP-0313 §3: unpredictable), is another one for every owner, and cannot be guessed.
 *
 * <p>An id is one block of AES over the owner and the number of the row, in Base64 for URLs, 22 characters: so no column
 * keeps it, and the order in the store stays that of the numbers. Safe for use by every thread.
 */
public final class ArchiveIds {
    private static final int BLOCK = 16;

    /** The most ciphers that wait. */
    private static final int READY = 16;

    private final SecretKeySpec key;
    private final ArrayBlockingQueue<Cipher> encrypting = new ArrayBlockingQueue<>(READY);

    /** The ids of an archive; blocks on the store. */
    public ArchiveIds(Archive archive) {
        key = new SecretKeySpec(archive.idKey(), "AES");
    }

    /** The id of a row. */
    public String of(Jid owner, long row) {
        byte[] block =
                ByteBuffer.allocate(BLOCK).putLong(mark(owner)).putLong(row).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encrypted(block));
    }

    /** The row of an id; empty where it was never one of this owner's. Whether the row is still there is not known here. */
    public OptionalLong row(Jid owner, String id) {
        byte[] block;
        try {
            block = Base64.getUrlDecoder().decode(id);
        } catch (IllegalArgumentException e) {
            // Whatever it is, it is none of these.
            return OptionalLong.empty();
        }
        if (block.length != BLOCK
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(block)
                        .equals(id)) {
            return OptionalLong.empty();
        }
        ByteBuffer plain = ByteBuffer.wrap(done(cipher(Cipher.DECRYPT_MODE), block));
        return plain.getLong() == mark(owner) ? OptionalLong.of(plain.getLong()) : OptionalLong.empty();
    }

    /** FNV-1a, 64 bits: it need not be hard to hit, for what it is compared with nobody outside can choose. */
    private static long mark(Jid owner) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : owner.bare().toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Making a cipher costs more than what it does here, so those that are ready wait for the next. */
    private byte[] encrypted(byte[] block) {
        Cipher ready = encrypting.poll();
        Cipher cipher = ready == null ? cipher(Cipher.ENCRYPT_MODE) : ready;
        byte[] done = done(cipher, block);
        // Where enough wait already, this one is dropped.
        encrypting.offer(cipher);
        return done;
    }

    private Cipher cipher(int mode) {
        try {
            // One block, of which no two are the same: there is nothing to chain.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks AES, which every Java has.", e);
        }
    }

    private static byte[] done(Cipher cipher, byte[] block) {
        try {
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a block of its own size.", e);
        }
    }
}
