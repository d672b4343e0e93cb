// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.status.StatusItem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Problems of the gateway itself, as its status has them. That devices are silent is said by their own alarms.
 * Thread: bms-alarm-engine; {@link #problems}: any.
 */
final class ProblemSource implements AlarmSource {
    /** What a start or the replacement of a part brings about is over before. */
    static final Duration DELAY = Duration.ofSeconds(60);

    static final AlarmId NO_DRIVER = new AlarmId("gateway.no_driver");

    private static final String PREFIX = "gateway.";
    private static final Set<String> HIGH = Set.of("disk_full", "no_driver");
    /** Of each port and connection that there is, some with a name behind: what may stay so, and what has weeks. */
    private static final List<String> LOW = List.of("_not_encrypted", "_certificate_expires");

    /** The second is said by whoever sees that nothing is said here. */
    private static final Set<String> NOT_HERE = Set.of("devices_silent", StoreProblems.NOT_STORED);

    private final Lasting<String> lasting;
    private volatile Optional<List<Problem>> newest = Optional.empty();
    private Map<String, List<Problem>> byCode = Map.of();

    ProblemSource(LongSupplier nanos) {
        lasting = new Lasting<>(nanos);
    }

    /** Takes the problems there are now. */
    void problems(List<Problem> now) {
        newest = Optional.of(now);
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.GATEWAY_PROBLEM;
    }

    @Override
    public List<AlarmCause> look() {
        byCode = newest.orElse(List.of()).stream()
                .filter(problem -> !NOT_HERE.contains(problem.code()))
                .collect(Collectors.groupingBy(Problem::code, TreeMap::new, Collectors.toList()));
        lasting.retain(byCode.keySet());
        byCode.keySet().forEach(lasting::is);
        return byCode.keySet().stream()
                .filter(code -> lasting.isSoFor(code, DELAY))
                .map(this::cause)
                .toList();
    }

    private AlarmCause cause(String code) {
        List<Problem> problems = byCode.get(code);
        String more = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "";
        return new AlarmCause(
                new AlarmId(PREFIX + code),
                kind(),
                OptionalInt.empty(),
                priority(code),
                problems.get(0).message() + more);
    }

    private static AlarmPriority priority(String code) {
        if (HIGH.contains(code)) {
            return AlarmPriority.HIGH;
        }
        return LOW.stream().anyMatch(low -> code.endsWith(low) || code.contains(low + "_"))
                ? AlarmPriority.LOW
                : AlarmPriority.MEDIUM;
    }

    @Override
    public Sight sight(Alarm alarm) {
        String code = alarm.id().value().substring(PREFIX.length());
        return newest.isEmpty() || byCode.containsKey(code) ? Sight.PENDING : Sight.GONE;
    }
}
