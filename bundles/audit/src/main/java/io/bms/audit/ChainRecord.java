// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One link of the chain, exactly as it is stored: an intention, which has no result; the outcome of one, which names
 * it; or both in one.
 *
 * @param ends the number of the intention whose outcome this is
 * @param texts one for each of {@link #TEXTS}
 */
record ChainRecord(long seq, long atMs, OptionalLong ends, List<Optional<String>> texts) {
    /** What the texts are; also the names of their columns. */
    static final List<String> TEXTS =
            List.of("actor", "door", "origin", "action", "object", "was", "became", "result", "reason");

    ChainRecord {
        Objects.requireNonNull(ends, "ends");
        texts = List.copyOf(texts);
        if (texts.size() != TEXTS.size()) {
            throw new IllegalArgumentException(texts.size() + " texts, not " + TEXTS.size());
        }
    }

    static ChainRecord of(long seq, long atMs, OptionalLong ends, AuditAct act, Optional<AuditOutcome> outcome) {
        return new ChainRecord(
                seq,
                atMs,
                ends,
                List.of(
                        Optional.of(act.actor().name()),
                        Optional.of(act.actor().door().wireName()),
                        act.actor().from(),
                        Optional.of(act.action()),
                        Optional.of(act.object()),
                        outcome.flatMap(AuditOutcome::before).or(act::before),
                        outcome.flatMap(AuditOutcome::after).or(act::after),
                        outcome.map(AuditOutcome::result).map(AuditResult::wireName),
                        outcome.flatMap(AuditOutcome::reason)));
    }

    /** @throws IllegalArgumentException for what the gateway did not write */
    AuditAct act() {
        return new AuditAct(
                new AuditActor(must("actor"), AuditActor.Door.of(must("door")), text("origin")),
                must("action"),
                must("object"),
                text("was"),
                text("became"));
    }

    /** @throws IllegalArgumentException for what the gateway did not write */
    Optional<AuditOutcome> outcome() {
        return text("result")
                .map(AuditResult::of)
                .map(result -> new AuditOutcome(result, text("reason"), text("was"), text("became")));
    }

    Optional<String> text(String name) {
        return texts.get(TEXTS.indexOf(name));
    }

    private String must(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("record " + seq + " has no " + name));
    }

    /**
     * The bytes that are hashed: number, time in milliseconds since 1970, number of the intention, and the texts, each
     * as its length in four bytes, the most significant first, and its UTF-8. Numbers are decimal; of what is absent
     * the length is -1 (docs/security.md, "Audit").
     */
    byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            put(out, Optional.of(String.valueOf(seq)));
            put(out, Optional.of(String.valueOf(atMs)));
            put(out, ends.isPresent() ? Optional.of(String.valueOf(ends.getAsLong())) : Optional.empty());
            for (Optional<String> text : texts) {
                put(out, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all", e);
        }
        return bytes.toByteArray();
    }

    private static void put(DataOutputStream out, Optional<String> field) throws IOException {
        if (field.isEmpty()) {
            out.writeInt(-1);
            return;
        }
        byte[] text = field.get().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
    }
}
