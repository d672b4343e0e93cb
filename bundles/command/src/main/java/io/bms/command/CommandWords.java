// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Commands and their results in the words of the audit. Thread: any. */
final class CommandWords {
    private static final int NAMED = 5;

    private CommandWords() {}

    /** What a command is about. */
    static String object(Command command) {
        if (command instanceof SetValueToPoint write) {
            return write.pointId().toString() + (write.preview() ? " (preview)" : "");
        }
        if (command instanceof Command.GetHistory history) {
            return some(history.pointIds().stream().map(PointId::toString).toList());
        }
        if (command instanceof GetConfig config) {
            return object(config);
        }
        return command.inWords().substring(command.name().length()).strip();
    }

    private static String object(GetConfig config) {
        List<String> parts = new ArrayList<>();
        if (config.preview()) {
            parts.add("preview");
        }
        if (config.discover()) {
            Collection<String> where = new ArrayList<>();
            config.targets().forEach(target -> where.add(target.toString()));
            config.ranges().forEach(range -> where.add(range.toString()));
            where.addAll(config.networks());
            parts.add("discover" + (where.isEmpty() ? "" : " " + some(where)));
        }
        if (!config.removeDevices().isEmpty()) {
            parts.add("remove device "
                    + some(config.removeDevices().stream()
                            .sorted()
                            .map(String::valueOf)
                            .toList()));
        }
        config.pollingInterval().ifPresent(interval -> parts.add("poll each " + interval.toSeconds() + " s"));
        config.monitoring().ifPresent(rules -> parts.add(rules.size() + " rules"));
        config.flow().ifPresent(flow -> parts.add("flow of " + flow.points().size() + " points"));
        config.monitor().ifPresent(scope -> parts.add("monitor"));
        return String.join(", ", parts);
    }

    /** What was there, as far as the gateway knows without asking the device. */
    static Optional<String> before(Command command, Optional<Site> site, Optional<Monitoring> monitoring) {
        if (command instanceof SetValueToPoint write) {
            return monitoring
                    .flatMap(present -> present.latest(write.pointId()))
                    .map(sample -> sample.value().inWords());
        }
        if (command instanceof GetConfig) {
            return site.map(CommandWords::revision);
        }
        return Optional.empty();
    }

    /** What there is to be. */
    static Optional<String> after(Command command) {
        if (!(command instanceof SetValueToPoint write)) {
            return Optional.empty();
        }
        return Optional.of((write.value().equals(PointValue.NULL)
                        ? "released"
                        : write.value().inWords())
                + " at priority " + write.priority()
                + write.releaseAfter()
                        .map(after -> " for " + after.toSeconds() + " s")
                        .orElse(""));
    }

    /** What came of a command that changes no site. */
    static AuditOutcome outcome(CommandResult result) {
        return outcome(result, Optional.empty(), Optional.empty());
    }

    static AuditOutcome outcome(CommandResult result, Optional<Site> before, Optional<Site> after) {
        return new AuditOutcome(judged(result), reason(result), was(result), became(result, before, after));
    }

    private static AuditResult judged(CommandResult result) {
        Optional<ErrorCode> code = result.failure().map(Failure::code);
        if (code.isEmpty()) {
            return AuditResult.SUCCESS;
        }
        if (result.status() == CommandResult.Status.PARTIAL) {
            return AuditResult.PARTIAL;
        }
        return code.get() == ErrorCode.DENIED ? AuditResult.DENIED : AuditResult.FAILED;
    }

    private static Optional<String> reason(CommandResult result) {
        if (result instanceof CommandResult.Written written && !written.effective()) {
            return Optional.of("without effect"
                    + (written.winningPriority().isPresent()
                            ? ": priority " + written.winningPriority().getAsInt() + " holds the point"
                            : ""));
        }
        return result.failure().map(failure -> failure.code().wireName() + ": " + failure.message());
    }

    /** Of a point that cannot be released, the device itself has said what was there. */
    private static Optional<String> was(CommandResult result) {
        return result instanceof CommandResult.Written written
                ? written.replaced().map(PointValue::inWords)
                : Optional.empty();
    }

    private static Optional<String> became(CommandResult result, Optional<Site> before, Optional<Site> after) {
        return result instanceof CommandResult.Configured && before.isPresent() && after.isPresent()
                ? Optional.of(difference(before.get(), after.get()))
                : Optional.empty();
    }

    /** Another revision, and in short what is different in it. */
    private static String difference(Site before, Site after) {
        List<String> parts = new ArrayList<>(List.of(revision(after)));
        add(parts, "device added: ", ids(after, before));
        add(parts, "device removed: ", ids(before, after));
        add(
                parts,
                "device changed: ",
                after.devices().values().stream()
                        .filter(device -> before.devices().containsKey(device.deviceId())
                                && !before.devices().get(device.deviceId()).equals(device))
                        .map(CommandWords::id)
                        .toList());
        if (!Objects.equals(before.flow(), after.flow())) {
            parts.add("another flow");
        }
        return String.join("; ", parts);
    }

    private static List<String> ids(Site of, Site without) {
        return of.devices().values().stream()
                .filter(device -> !without.devices().containsKey(device.deviceId()))
                .map(CommandWords::id)
                .toList();
    }

    private static String id(Device device) {
        return String.valueOf(device.deviceId());
    }

    private static void add(List<String> parts, String what, List<String> which) {
        if (!which.isEmpty()) {
            parts.add(what + some(which));
        }
    }

    private static String revision(Site site) {
        return "revision " + site.revision();
    }

    private static String some(Collection<String> all) {
        return all.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
    }
}
