// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;

/**
 * Failsafe runs two test classes at a time, each in a process of its own, since most of them wait more than they work.
 * A class that is marked {@link Alone} gets its turn when no other runs. The processes agree by two files: whoever
 * wants to begin holds the gate until it has its turn, so that a class that wants to be alone is not overtaken for
 * ever.
 */
public final class Turns extends RunListener {
    private final FileChannel gate = open("gate.lock");
    private final FileChannel turns = open("turns.lock");
    private Class<?> running;
    private FileLock turn;

    private static FileChannel open(String name) {
        try {
            Path folder = Files.createDirectories(Distribution.work());
            return FileChannel.open(
                    folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IllegalStateException("the tests cannot take turns", e);
        }
    }

    @Override
    public void testSuiteStarted(Description suite) throws IOException {
        begin(suite.getTestClass());
    }

    /** Runners that do not tell when their class begins, such as Pax Exam's, tell of its tests. */
    @Override
    public void testStarted(Description test) throws IOException {
        begin(test.getTestClass());
    }

    @Override
    public void testSuiteFinished(Description suite) throws IOException {
        if (suite.getTestClass() == running) {
            end();
        }
    }

    @Override
    public void testRunFinished(Result result) throws IOException {
        end();
    }

    private synchronized void begin(Class<?> test) throws IOException {
        if (test == null || test == running) {
            return;
        }
        end();
        FileLock first = gate.lock();
        try {
            turn = turns.lock(0, Long.MAX_VALUE, !test.isAnnotationPresent(Alone.class));
            running = test;
        } finally {
            first.release();
        }
    }

    private synchronized void end() throws IOException {
        if (turn != null) {
            turn.release();
        }
        turn = null;
        running = null;
    }
}
