// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.audit.AuditActor.Door;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Refuses commands while the heap is short, before anything of them is kept: first what takes much and can be asked for
 * again, then whatever only reads, last all but reboot. Who sits at this machine's shell is always heard. Thread: any.
 */
final class ShortHeap {
    private final AtomicReference<HeapGauge> gauge = new AtomicReference<>(HeapGauge.NONE);

    void bind(HeapGauge present) {
        gauge.set(present);
    }

    void unbind(HeapGauge gone) {
        gauge.compareAndSet(gone, HeapGauge.NONE);
    }

    /** Why the command is not carried out, if it is not. */
    Optional<CommandResult> refusal(Command command, Door by) {
        if (by == Door.SHELL || by == Door.GATEWAY || command instanceof Command.Reboot) {
            return Optional.empty();
        }
        return gauge.get().level().isAtLeast(lasts(command)) ? Optional.of(busy()) : Optional.empty();
    }

    /** The level at which it is refused. */
    private static HeapLevel lasts(Command command) {
        if (command instanceof Command.GetHistory) {
            return HeapLevel.SHORT;
        }
        if (command instanceof Command.GetConfig config && config.discover() && !config.preview()) {
            return HeapLevel.SHORT;
        }
        return command.isOnceOnly() ? HeapLevel.CRITICAL : HeapLevel.SCARCE;
    }

    private static CommandResult busy() {
        return new CommandResult.Failed(
                ErrorCode.BUSY,
                "the gateway is short of memory and cannot take this now; send it again when the problem heap_short is"
                        + " gone from its status");
    }
}
