// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TokenProof;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.RemoteRequest.Sender;
import io.bms.mqtt.link.Incoming;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose a request is. The gateway's own broker says so, and lets nobody else say it. Behind any other broker it is
 * nobody's, and may be what a role may, unless it proves itself by a token (docs/wire.md, "Who sends").
 *
 * <p>Thread: any.
 */
public final class Senders {
    private final boolean toldByBroker;
    private final Optional<Role> unproven;
    private final Optional<Rule> rule;
    private final AtomicReference<TokenProof> proofs = new AtomicReference<>();

    /** Either the request with its sender, or why it is refused. */
    record Judged(RemoteRequest request, Optional<Failure> refusal) {}

    /** What may come by a session, whoever sends it. */
    public interface Rule {
        /** Why a request is refused, if it is. */
        Optional<Failure> refusal(RemoteRequest request);
    }

    private Senders(boolean toldByBroker, Optional<Role> unproven, Optional<Rule> rule) {
        this.toldByBroker = toldByBroker;
        this.unproven = unproven;
        this.rule = rule;
    }

    /** The senders at the gateway's own broker. */
    static Senders toldByBroker() {
        return new Senders(true, Optional.empty(), Optional.empty());
    }

    /** @param unproven what a request without a proof may be; empty for nothing */
    static Senders unknownToBroker(Optional<Role> unproven) {
        return new Senders(false, unproven, Optional.empty());
    }

    /** Senders of whom nothing is known but by which session they come; proofs are disregarded. */
    public static Senders ruledBy(Rule rule) {
        return new Senders(false, Optional.empty(), Optional.of(rule));
    }

    void proofs(TokenProof now) {
        proofs.set(now);
    }

    void proofsGone(TokenProof gone) {
        proofs.compareAndSet(gone, null);
    }

    Judged judge(RemoteRequest request, Incoming message) {
        if (rule.isPresent()) {
            return new Judged(request.by(Optional.empty()), rule.get().refusal(request));
        }
        if (toldByBroker) {
            return new Judged(request.by(message.sender()), Optional.empty());
        }
        return message.proof().isPresent()
                ? proven(request, message, message.proof().get())
                : new Judged(request.by(Optional.empty()), refusal(request));
    }

    private Judged proven(RemoteRequest request, Incoming message, Incoming.Proof proof) {
        Optional<String> account = Optional.ofNullable(proofs.get())
                .flatMap(present ->
                        code(proof).flatMap(code -> present.authenticator(proof.key(), signed(message), code)))
                .map(Account::name);
        Optional<Failure> refusal = account.isEmpty()
                ? Optional.of(
                        denied("bms-key and bms-mac prove nothing: the token has ended, is for some networks only,"
                                + " or the code is not that of this topic and payload"))
                : Optional.empty();
        if (refusal.isEmpty() && request.timestamp().isEmpty()) {
            refusal = Optional.of(new Failure(
                    ErrorCode.INVALID_REQUEST,
                    "a request with bms-mac needs a timestamp, lest it is sent again later"));
        }
        return new Judged(request.by(account.map(Sender::new)), refusal);
    }

    private Optional<Failure> refusal(RemoteRequest request) {
        String command = request.command().name();
        Optional<Right> needed = Right.toSend(command);
        boolean allowed = needed.isEmpty()
                || unproven.filter(role -> role.rights().contains(needed.get())).isPresent();
        return allowed
                ? Optional.empty()
                : Optional.of(denied("the MQTT broker does not say who sent " + command + ", and without a proof "
                        + unproven.map(role -> "only what the role " + role.wireName() + " may is carried out")
                                .orElse("nothing is carried out")
                        + "; prove the sender by a token, or change externalRole in etc/io.bms.mqtt.cfg"));
    }

    private static Failure denied(String why) {
        return new Failure(ErrorCode.DENIED, why);
    }

    private static Optional<byte[]> code(Incoming.Proof proof) {
        try {
            return Optional.of(HexFormat.of().parseHex(proof.code()));
        } catch (IllegalArgumentException noHex) {
            return Optional.empty();
        }
    }

    /** The topic, which names the gateway and the command, a line feed, and the payload as it came. */
    private static byte[] signed(Incoming message) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(message.topic().getBytes(UTF_8));
        signed.write('\n');
        signed.writeBytes(message.payload());
        return signed.toByteArray();
    }
}
