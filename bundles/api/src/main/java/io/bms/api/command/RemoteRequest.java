// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.audit.AuditActor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A command that came from outside.
 *
 * @param commandId the caller's, 1 to 128 characters
 * @param timestamp when the caller made it; more than five minutes ago is too old
 * @param digest of the payload, to tell a repeat from a mistake
 * @param returnAddress where its answer goes after a restart, in words of the one who brought it; may be empty
 * @param sender who sent it, empty where that is not proven
 */
public record RemoteRequest(
        String commandId,
        Optional<Instant> timestamp,
        String digest,
        Command command,
        String returnAddress,
        Optional<Sender> sender) {
    /**
     * Who sent a request.
     *
     * @param address from which it came, where whoever proves the account knows that
     * @param clientId of the MQTT session by which it came, likewise
     */
    public record Sender(String account, Optional<String> address, Optional<String> clientId) {
        public Sender {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(clientId, "clientId");
        }

        /** One of which no more is known. */
        public Sender(String account) {
            this(account, Optional.empty(), Optional.empty());
        }
    }

    /** Characters of a {@link #commandId}. */
    public static final int LONGEST_ID = 128;

    public RemoteRequest {
        if (commandId.isEmpty() || commandId.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "command_id has " + commandId.length() + " characters, not 1 to " + LONGEST_ID);
        }
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(returnAddress, "returnAddress");
        Objects.requireNonNull(sender, "sender");
    }

    /** The same, whose answer goes to this address after a restart. */
    public RemoteRequest returningTo(String address) {
        return new RemoteRequest(commandId, timestamp, digest, command, address, sender);
    }

    /** The same under another id, with nobody to answer after a restart. */
    public RemoteRequest known(String otherId) {
        return new RemoteRequest(otherId, timestamp, digest, command, "", sender);
    }

    /** The same, with what is carried out in its place. */
    public RemoteRequest of(Command next) {
        return new RemoteRequest(commandId, timestamp, digest, next, returnAddress, sender);
    }

    /** The same, sent by this one. */
    public RemoteRequest by(Optional<Sender> by) {
        Command signed = by.map(Sender::account).map(command::sentBy).orElse(command);
        return new RemoteRequest(commandId, timestamp, digest, signed, returnAddress, by);
    }

    /** The account that sent it, where that is proven. */
    public Optional<String> account() {
        return sender.map(Sender::account);
    }

    /** In the words of the audit. */
    public AuditActor actor() {
        return new AuditActor(
                account().orElse(AuditActor.UNPROVEN), AuditActor.Door.MQTT, sender.flatMap(Sender::address));
    }
}
