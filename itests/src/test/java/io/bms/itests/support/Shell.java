// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.launcher.frame.Frame;
import io.bms.launcher.frame.Frame.Type;
import io.bms.launcher.frame.FrameChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One command of the gateway's shell, asked for as {@code bin/bms shell} does, by the same socket and frames, without a
 * process for each, which takes half a second of a processor.
 */
final class Shell {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Shell() {}

    /** What it prints, errors too, without the last line's end; fails unless its status is 0. */
    static String run(Path socket, String command) {
        try (SocketChannel connected = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            FrameChannel channel = new FrameChannel(connected);
            return CompletableFuture.supplyAsync(() -> run(channel, command)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new AssertionError("no gateway answers at " + socket, e);
        } catch (TimeoutException e) {
            throw new AssertionError(command + " still runs after " + LIMIT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String run(FrameChannel channel, String command) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            channel.write(Frame.text(Type.RUN, command));
            int status = -1;
            for (Optional<Frame> next = channel.read(); next.isPresent(); next = channel.read()) {
                Frame frame = next.get();
                if (frame.type() == Type.EXIT) {
                    status = frame.number(0);
                } else {
                    printed.write(frame.payload());
                }
            }
            String output = String.join(
                    "\n", printed.toString(StandardCharsets.UTF_8).lines().toList());
            if (status != 0) {
                throw new AssertionError(
                        command + " exited " + (status < 0 ? "with the gateway" : status) + ":\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(command + " was broken off: " + e.getMessage(), e);
        }
    }
}
