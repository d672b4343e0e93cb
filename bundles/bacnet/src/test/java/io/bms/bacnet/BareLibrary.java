// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A device without the fence, in a process of its own: once stopped, the library cannot be ended otherwise. */
final class BareLibrary implements AutoCloseable {
    private final Process process;

    BareLibrary(String address, int port, int deviceId) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareLibrary.class.getName(),
                        address,
                        String.valueOf(port),
                        String.valueOf(deviceId))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(out.readLine())) {
            throw new IOException("the bare device did not start");
        }
    }

    /** The process. */
    public static void main(String[] args) throws Exception {
        new TestDevice(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                .withInputs(1)
                .start();
        System.out.println("ready");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
