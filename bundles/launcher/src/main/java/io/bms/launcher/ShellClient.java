// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.launcher.frame.Frame;
import io.bms.launcher.frame.Frame.Type;
import io.bms.launcher.frame.FrameChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code bms shell}: joins this terminal to the gateway's shell, or runs one command there and exits with its
 * status. {@code bin/bms} has put the terminal into raw mode.
 */
public final class ShellClient {
    private static final int NO_GATEWAY = 1;
    private static final int BROKEN_OFF = 2;

    private final FrameChannel channel;

    private ShellClient(FrameChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] args) throws IOException {
        Path socket = Path.of(args[0]);
        String command = String.join(" ", Arrays.asList(args).subList(1, args.length));
        int status;
        try (FrameChannel channel = new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)))) {
            status = new ShellClient(channel).run(command);
        } catch (IOException e) {
            System.err.println("bms: no gateway answers at " + socket + ": " + e.getMessage());
            status = NO_GATEWAY;
        }
        System.exit(status);
    }

    private int run(String command) throws IOException {
        if (command.isBlank()) {
            int[] size = terminalSize().orElse(new int[] {80, 24});
            channel.write(Frame.of(
                    Type.OPEN, size, Optional.ofNullable(System.getenv("TERM")).orElse("dumb")));
            followSize();
        } else {
            channel.write(Frame.text(Type.RUN, command));
        }
        Thread keyboard = new Thread(this::sendInput, "bms-shell-keyboard");
        keyboard.setDaemon(true);
        keyboard.start();
        return show();
    }

    private int show() throws IOException {
        Optional<Frame> next = channel.read();
        while (next.isPresent()) {
            Frame frame = next.get();
            switch (frame.type()) {
                case OUTPUT -> print(System.out, frame);
                case ERROR -> print(System.err, frame);
                case EXIT -> {
                    return frame.number(0);
                }
                default -> throw new IOException("the gateway sent " + frame.type());
            }
            next = channel.read();
        }
        return BROKEN_OFF;
    }

    private static void print(PrintStream stream, Frame frame) {
        stream.write(frame.payload(), 0, frame.payload().length);
        stream.flush();
    }

    private void sendInput() {
        byte[] typed = new byte[4096];
        try {
            int length = System.in.read(typed);
            while (length >= 0) {
                channel.write(new Frame(Type.INPUT, Arrays.copyOf(typed, length)));
                length = System.in.read(typed);
            }
            channel.write(new Frame(Type.END, new byte[0]));
        } catch (IOException e) {
            // The gateway has gone; show() notices and ends the process.
        }
    }

    /** Tells the gateway when the window's size changes. By reflection, since the API is not part of Java SE. */
    private void followSize() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        Optional<int[]> size = terminalSize();
                        if (size.isPresent()) {
                            channel.write(Frame.of(Type.SIZE, size.get(), ""));
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), proxy);
        } catch (ReflectiveOperationException e) {
            System.err.println("bms: the shell will not follow the size of this window: " + e);
        }
    }

    /** Columns and rows, as {@code stty size} tells them the other way round. */
    private static Optional<int[]> terminalSize() throws IOException {
        Process stty = new ProcessBuilder("stty", "size")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] numbers = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        return numbers.length == 2
                ? Optional.of(new int[] {Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0])})
                : Optional.empty();
    }
}
