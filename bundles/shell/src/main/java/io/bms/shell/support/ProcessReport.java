// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/** What the Java process says of itself. */
final class ProcessReport {
    private static final long KIB = 1024;

    private ProcessReport() {}

    static String java() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return "Java " + System.getProperty("java.runtime.version") + ", " + runtime.getVmName() + "\n"
                + "System " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors\n"
                + "Running for " + Duration.ofMillis(runtime.getUptime()) + "\n"
                + runtime.getInputArguments().stream()
                        .map(argument -> "Argument " + argument + "\n")
                        .collect(Collectors.joining());
    }

    /** In KiB: used, committed and most of each pool, and what each collector did. */
    static String memory() {
        StringBuilder text = new StringBuilder("KiB used, committed, most\n");
        usage(text, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        usage(text, "not heap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            usage(text, pool.getName(), pool.getUsage());
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.append(collector.getName())
                    .append(": ")
                    .append(collector.getCollectionCount())
                    .append(" collections, ")
                    .append(collector.getCollectionTime())
                    .append(" ms\n");
        }
        return text.toString();
    }

    private static void usage(StringBuilder text, String name, MemoryUsage usage) {
        text.append(name)
                .append(": ")
                .append(usage.getUsed() / KIB)
                .append(", ")
                .append(usage.getCommitted() / KIB)
                .append(", ")
                .append(usage.getMax() < 0 ? "no bound" : usage.getMax() / KIB)
                .append('\n');
    }

    /** Every thread with all its frames, and who waits for whom. */
    static String threads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] stuck = threads.findDeadlockedThreads();
        StringBuilder text = new StringBuilder(
                stuck == null ? "No deadlock.\n" : "DEADLOCK of threads " + Arrays.toString(stuck) + "\n");
        Arrays.stream(threads.dumpAllThreads(true, true))
                .sorted(Comparator.comparing(ThreadInfo::getThreadName))
                .forEach(thread -> thread(text, thread));
        return text.toString();
    }

    private static void thread(StringBuilder text, ThreadInfo thread) {
        text.append("\n\"")
                .append(thread.getThreadName())
                .append("\" ")
                .append(thread.getThreadId())
                .append(' ')
                .append(thread.getThreadState());
        if (thread.getLockName() != null) {
            text.append(" for ").append(thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            text.append(" held by \"").append(thread.getLockOwnerName()).append('"');
        }
        text.append('\n');
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("    ").append(frame).append('\n');
        }
    }
}
