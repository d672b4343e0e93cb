// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that does what a test wants of it. One connection at a time. */
public final class FakeSmtp implements AutoCloseable {
    /** Where it goes wrong. */
    public enum Mood {
        GOOD,
        /** Answers 451 to RCPT, as servers do that know nobody yet. */
        GREYLISTS,
        /** Answers 550 to RCPT. */
        REFUSES,
        /** Says nothing after its greeting. */
        HANGS,
        /** Answers with an octet every half second, and never to the end. */
        DRIPS,
        /** Takes the whole message and closes without a word. */
        CUTS_AFTER_DATA,
        /** Speaks no SMTP. */
        BABBLES
    }

    private final ServerSocket server;
    private final SSLContext tls;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.GOOD;

    /** @param tls for STARTTLS, which is not offered if it is null */
    public FakeSmtp(SSLContext tls) throws IOException {
        this(tls, new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    private FakeSmtp(SSLContext tls, ServerSocket server) {
        this.tls = tls;
        this.server = server;
        Thread thread = new Thread(this::run, "fake-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that is encrypted from the first octet, as at port 465. */
    public static FakeSmtp encrypted(SSLContext tls) throws IOException {
        return new FakeSmtp(
                null, tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    public int port() {
        return server.getLocalPort();
    }

    public void mood(Mood next) {
        mood = next;
    }

    public List<String> commands() {
        return commands;
    }

    /** Whole messages, with their headers; also those that it did not confirm. */
    public List<String> messages() {
        return messages;
    }

    private void run() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                commands.add("! " + e.getMessage());
            }
        }
    }

    private void talk(Socket plain) throws IOException {
        Socket socket = plain;
        BufferedReader in = reader(socket);
        PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
        say(out, mood == Mood.BABBLES ? "HTTP/1.1 400 Bad Request" : "220 fake ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
            if (mood == Mood.HANGS) {
                await();
                return;
            }
            if (mood == Mood.DRIPS) {
                drip(out);
                return;
            }
            switch (verb) {
                case "EHLO" ->
                    say(
                            out,
                            tls == null || socket != plain ? "250-fake\r\n250 AUTH PLAIN" : "250-fake\r\n250 STARTTLS");
                case "STARTTLS" -> {
                    say(out, "220 go ahead");
                    SSLSocket secured =
                            (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
                    secured.setUseClientMode(false);
                    secured.startHandshake();
                    socket = secured;
                    in = reader(socket);
                    out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
                }
                case "AUTH" -> say(out, "235 welcome");
                case "RCPT" ->
                    say(
                            out,
                            mood == Mood.GREYLISTS
                                    ? "451 try again later"
                                    : mood == Mood.REFUSES ? "550 no such user" : "250 fine");
                case "DATA" -> {
                    say(out, "354 go on");
                    messages.add(message(in));
                    if (mood == Mood.CUTS_AFTER_DATA) {
                        return;
                    }
                    say(out, "250 taken");
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "250 fine");
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String message(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private static void say(PrintStream out, String line) {
        out.print(line + "\r\n");
        out.flush();
    }

    private void drip(PrintStream out) {
        try {
            do {
                out.write('2');
                out.flush();
            } while (!out.checkError() && !closed.await(500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
