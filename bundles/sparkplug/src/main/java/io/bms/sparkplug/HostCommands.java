// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.log.OutsideText;
import io.bms.api.point.PointValue;
import io.bms.sparkplug.payload.DataType;
import io.bms.sparkplug.payload.Metric;
import io.bms.sparkplug.payload.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What hosts write to points. It is carried out as any other {@code set_value_to_point}: within the gateway's own
 * limits ({@code writeAllow} and the like), and in the audit. Sparkplug knows no answer; what is refused is told as a
 * metric of the node. Thread: bms-sparkplug.
 */
final class HostCommands {
    /** As of other commands (docs/wire.md). */
    private static final Duration TOO_OLD = Duration.ofMinutes(5);

    private static final AuditActor HOST = new AuditActor("sparkplug", AuditActor.Door.MQTT, Optional.empty());

    private final boolean write;
    private final int priority;
    private final Clock clock;
    private final Consumer<String> refused;
    private volatile CommandDispatcher dispatcher;

    /** @param refused told why a command was not carried out; on any thread */
    HostCommands(boolean write, int priority, Clock clock, Consumer<String> refused) {
        this.write = write;
        this.priority = priority;
        this.clock = clock;
        this.refused = refused;
    }

    void dispatcher(CommandDispatcher present) {
        dispatcher = present;
    }

    void gone(CommandDispatcher absent) {
        if (dispatcher == absent) {
            dispatcher = null;
        }
    }

    /** Carries out a DCMD. */
    void device(String device, Payload command, EdgeNode node) {
        for (Metric asked : command.metrics()) {
            String what = device + "/"
                    + OutsideText.of(asked.name()
                            .orElseGet(() -> "alias " + asked.alias().orElse(-1)));
            Optional<String> why = one(device, asked, command.timestamp(), node, what);
            why.ifPresent(reason -> refused.accept(what + ": " + reason));
        }
    }

    /** @return why it is not carried out */
    private Optional<String> one(String device, Metric asked, Optional<Instant> sent, EdgeNode node, String what) {
        CommandDispatcher present = dispatcher;
        if (!write) {
            return Optional.of("hosts may not write; set write = true in io.bms.sparkplug.cfg");
        }
        Optional<PointMetric> metric = node.named(device, asked);
        if (metric.isEmpty()) {
            return Optional.of("there is no such metric");
        }
        if (!metric.get().writable()) {
            return Optional.of("the device does not let it be written");
        }
        if (sent.filter(at -> at.isBefore(clock.instant().minus(TOO_OLD))
                        || at.isAfter(clock.instant().plus(TOO_OLD)))
                .isPresent()) {
            return Optional.of("its timestamp is more than five minutes off; set the clocks of both right");
        }
        Optional<PointValue> value = value(metric.get().type(), asked.value());
        if (value.isEmpty()) {
            return Optional.of(
                    "the value is none of the metric's type, " + metric.get().type());
        }
        if (present == null) {
            return Optional.of("the gateway is just starting; send it again");
        }
        CompletionStage<CommandResult> done = present.dispatch(
                HOST, new SetValueToPoint(metric.get().pointId(), value.get(), priority), progress -> {});
        done.thenAccept(result -> {
            if (result instanceof CommandResult.Failed failed) {
                refused.accept(what + ": " + failed.reason().message());
            }
        });
        return Optional.empty();
    }

    /** A null relinquishes. A number keeps the digits that it has as text, since the device's type is not known yet. */
    private static Optional<PointValue> value(DataType type, PointValue sent) {
        if (sent.equals(PointValue.NULL)) {
            return Optional.of(sent);
        }
        PointValue signed = type == DataType.INT32 && sent instanceof PointValue.Integer integer
                ? new PointValue.Integer((int) integer.value())
                : sent;
        return type.take(signed)
                .map(value -> value instanceof PointValue.Real real
                        ? new PointValue.Double(Double.parseDouble(Float.toString(real.value())))
                        : value);
    }
}
