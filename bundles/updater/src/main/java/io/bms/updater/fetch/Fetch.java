// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a web server, and waits no longer than it says: the JDK's client has a limit for the beginning of an answer, and
 * none for a server that stops in the middle of it. Thread: one that may wait.
 */
public final class Fetch {
    private static final int FOUND = 200;
    private static final int PART = 206;
    private static final long LOOK_MS = 100;

    /** No file may take longer, however much of it comes. */
    public static final Duration LONGEST = Duration.ofHours(2);

    private final HttpClient client;
    private final Duration patience;
    private final Duration longest;

    /** The answer has more octets than it may. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("the answer is too long");
        }
    }

    /** The file has not come within the time, and the server cannot go on with it later. */
    public static final class TooSlow extends IOException {
        private static final long serialVersionUID = 1;

        public TooSlow(Duration longest) {
            super("the file takes more than " + longest.toMinutes() + " minutes");
        }
    }

    /** A short answer. */
    public record Answer(int status, byte[] body) {}

    /**
     * A file, or a part of it.
     *
     * @param status of HTTP; the file is as it was where that is neither 200 nor 206
     * @param whole false: the time was over; what has come is in the file
     */
    public record Got(int status, boolean whole) {}

    /** @param patience how long nothing may come */
    public Fetch(HttpClient client, Duration patience) {
        this(client, patience, LONGEST);
    }

    /** @param longest how long a file may take */
    Fetch(HttpClient client, Duration patience, Duration longest) {
        this.client = client;
        this.patience = patience;
        this.longest = longest;
    }

    /**
     * A short answer.
     *
     * @throws IOException there is none, within {@code patience} as a whole
     */
    public Answer ask(HttpRequest request, int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Exchange exchange = new Exchange(info -> new Receiver(() -> Channels.newChannel(body), most));
        int status = exchange.run(request, patience, () -> {
            throw new IOException("the answer takes more than " + patience.toSeconds() + " seconds");
        });
        return new Answer(status, body.toByteArray());
    }

    /**
     * Has the file written anew, or goes on where it ends if the request asks for the rest.
     *
     * @param request with a {@code Range} from the end of the file on, if it is to go on
     * @param most octets that the file may have then
     * @param slice after which it is broken off, if the server can go on there later; {@link #LONGEST} at most
     * @throws TooSlow after {@link #LONGEST}, if the server cannot go on there later
     */
    public Got file(HttpRequest request, Path file, long most, Duration slice) throws IOException {
        long before = Files.exists(file) ? Files.size(file) : 0;
        boolean[] resumable = new boolean[1];
        Exchange exchange = new Exchange(info -> {
            resumable[0] = info.statusCode() == PART
                    || info.headers().firstValue("Accept-Ranges").equals(Optional.of("bytes"));
            return receiver(info, file, before, most);
        });
        boolean[] whole = {true};
        long begun = System.nanoTime();
        int status = exchange.run(request, slice.compareTo(longest) < 0 ? slice : longest, () -> {
            whole[0] = !resumable[0];
            if (whole[0] && System.nanoTime() - begun > longest.toNanos()) {
                throw new TooSlow(longest);
            }
            return whole[0];
        });
        return new Got(status, whole[0]);
    }

    private static Receiver receiver(HttpResponse.ResponseInfo info, Path file, long before, long most) {
        if (info.statusCode() == PART) {
            return new Receiver(
                    () -> {
                        requireBegins(info, before);
                        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                    },
                    most - before);
        }
        if (info.statusCode() == FOUND) {
            return new Receiver(
                    () -> {
                        requireFits(info, most);
                        return FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                    },
                    most);
        }
        return new Receiver(() -> Channels.newChannel(OutputStream.nullOutputStream()), most);
    }

    /** Before anything of it is written, where the server says how long it is. */
    private static void requireFits(HttpResponse.ResponseInfo info, long most) throws TooLong {
        if (info.headers().firstValueAsLong("Content-Length").orElse(0) > most) {
            throw new TooLong();
        }
    }

    private static void requireBegins(HttpResponse.ResponseInfo info, long at) throws IOException {
        String range = info.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + at + "-")) {
            throw new IOException("the server was asked for what comes after " + at + " octets, and sends " + range);
        }
    }

    /** What happens once the time is over; after it the exchange is ended unless it says that it goes on. */
    @FunctionalInterface
    private interface Late {
        boolean goesOn() throws IOException;
    }

    @FunctionalInterface
    private interface Receiving {
        Receiver of(HttpResponse.ResponseInfo info);
    }

    /** One request and its answer. */
    private final class Exchange {
        private final Receiving receiving;
        private volatile Receiver receiver;
        private volatile int status;

        private Exchange(Receiving receiving) {
            this.receiving = receiving;
        }

        private int run(HttpRequest request, Duration time, Late late) throws IOException {
            long begun = System.nanoTime();
            CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, info -> {
                status = info.statusCode();
                receiver = receiving.of(info);
                return receiver;
            });
            try {
                while (true) {
                    try {
                        return answer.get(LOOK_MS, TimeUnit.MILLISECONDS).statusCode();
                    } catch (TimeoutException e) {
                        requireSomethingComes(begun);
                        if (System.nanoTime() - begun > time.toNanos() && !late.goesOn()) {
                            return status;
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException fault
                        ? fault
                        : new IOException(String.valueOf(e.getCause()), e.getCause());
            } finally {
                answer.cancel(true);
                if (receiver != null) {
                    receiver.end();
                }
            }
        }

        private void requireSomethingComes(long begun) throws IOException {
            long idle = receiver == null ? System.nanoTime() - begun : receiver.idleNanos();
            if (idle > patience.toNanos()) {
                throw new IOException("nothing came for " + patience.toSeconds() + " seconds");
            }
        }
    }
}
