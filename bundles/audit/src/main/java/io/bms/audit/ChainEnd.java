// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditCheckpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How far a chain goes: its last record's number and hash. The hash of a record is the SHA-256 of the hash before it
 * and its canonical bytes.
 */
record ChainEnd(long seq, byte[] hash) {
    private static final int HASH_BYTES = 32;

    /** Of a chain without a record: number 0 and a hash of zeros. */
    static final ChainEnd NONE = new ChainEnd(0, new byte[HASH_BYTES]);

    ChainEnd {
        hash = hash.clone();
    }

    /** Where the chain ends once this record is put to it. */
    ChainEnd with(ChainRecord record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(hash);
            return new ChainEnd(record.seq(), digest.digest(record.canonical()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    String hex() {
        return HexFormat.of().formatHex(hash);
    }

    AuditCheckpoint at(Instant time) {
        return new AuditCheckpoint(seq, hex(), time);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainEnd end && end.seq == seq && Arrays.equals(end.hash, hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seq) + Arrays.hashCode(hash);
    }
}
