// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

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
 * @param sender the account that sent it, empty where that is not proven
 */
public record RemoteRequest(
        String commandId,
        Optional<Instant> timestamp,
        String digest,
        Command command,
        String returnAddress,
        Optional<String> sender) {
    public RemoteRequest {
        if (commandId.isEmpty() || commandId.length() > 128) {
            throw new IllegalArgumentException("command_id has " + commandId.length() + " characters, not 1 to 128");
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

    /** The same, with what is carried out in its place. */
    public RemoteRequest of(Command next) {
        return new RemoteRequest(commandId, timestamp, digest, next, returnAddress, sender);
    }

    /** The same, sent by this account. */
    public RemoteRequest by(Optional<String> account) {
        Command signed = account.map(command::sentBy).orElse(command);
        return new RemoteRequest(commandId, timestamp, digest, signed, returnAddress, account);
    }
}
