// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Sends signals from a shell that waits for them, so that no time goes by until they arrive. */
final class Signals implements AutoCloseable {
    /** A pause is some tenths of a millisecond. */
    private static final String LOOP = "while read -r pid words; do for word in $words; do if [ \"$word\" = pause ];"
            + " then for ((i = 0; i < 50; i++)); do :; done; else kill -\"$word\" \"$pid\"; fi; done; echo sent; done";

    private final Process shell;
    private final BufferedReader answers;

    Signals() {
        try {
            shell = new ProcessBuilder("bash", "-c", LOOP)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once it is sent. */
    void send(String signal, long pid) {
        type(pid + " " + signal);
    }

    /** Lets a halted process go on for some tenths of a millisecond. */
    void step(long pid) {
        type(pid + " CONT pause STOP");
    }

    private void type(String line) {
        try {
            shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().flush();
            if (answers.readLine() == null) {
                throw new AssertionError("the shell that sends signals has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
