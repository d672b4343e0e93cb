// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Right;
import io.bms.api.command.Command;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.WriteLimits;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What the account that sent a request may have carried out. The broker has asked too, but knows topics only, and that
 * may be a while ago: a request waits there while the gateway is away. Thread: any.
 */
final class SenderRights {
    private final Function<String, Optional<Right>> rights;
    private final AtomicReference<Accounts> accounts = new AtomicReference<>();

    SenderRights() {
        this(Right::toSend);
    }

    /** @param rights what a command of a name needs; what needs none that is named is carried out for no account */
    SenderRights(Function<String, Optional<Right>> rights) {
        this.rights = rights;
    }

    void bind(Accounts present) {
        accounts.set(present);
    }

    void unbind(Accounts gone) {
        accounts.compareAndSet(gone, null);
    }

    /** Why the request is not carried out, if it is not. */
    Optional<CommandResult> denied(RemoteRequest request) {
        Accounts present = accounts.get();
        Optional<Right> needed = rights.apply(request.command().name());
        if (present == null || request.account().isEmpty()) {
            return Optional.empty();
        }
        String sender = request.account().get();
        if (needed.isEmpty()) {
            return Optional.of(denied("the account " + sender + " may not send "
                    + request.command().name() + ": no right allows it; only the shell carries it out"));
        }
        Optional<Account> account = present.find(sender).filter(found -> found.may(needed.get()));
        Optional<String> why = account.isEmpty()
                ? Optional.of("the account " + sender + " may not send "
                        + request.command().name() + "; an admin can give it the right "
                        + needed.get().wireName())
                : beyondLimits(request.command(), account.get());
        return why.map(SenderRights::denied);
    }

    private static CommandResult denied(String message) {
        return new CommandResult.Failed(new Failure(ErrorCode.DENIED, message));
    }

    /** As an account with a lease writes: with it, unless it asks for less. */
    RemoteRequest limited(RemoteRequest request) {
        Optional<WriteLimits> limits = Optional.ofNullable(accounts.get())
                .flatMap(present -> request.account().flatMap(present::find))
                .map(Account::writes);
        return limits.isPresent() && request.command() instanceof SetValueToPoint write
                ? request.of(write.within(limits.get()))
                : request;
    }

    private static Optional<String> beyondLimits(Command command, Account account) {
        if (!(command instanceof SetValueToPoint write)) {
            return Optional.empty();
        }
        String may = "the account " + account.name() + " may ";
        String remedy = "; an admin can widen that with bms:account-scope";
        WriteLimits limits = account.writes();
        if (!limits.allowPoint(write.pointId())) {
            return Optional.of(may + "not write " + write.pointId() + remedy);
        }
        if (!limits.allowPriority(write.priority())) {
            return Optional.of(
                    may + "write at priority " + limits.highestPriority() + " to 16, not " + write.priority() + remedy);
        }
        return limits.exceeded(write)
                .map(range -> may + "write values within " + range + ", not "
                        + write.value().inWords() + remedy);
    }
}
