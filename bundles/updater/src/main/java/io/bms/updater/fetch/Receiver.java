// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.fetch;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Writes what comes, up to a limit, and knows when something came last. Thread: the HTTP client's; end: any. */
final class Receiver implements HttpResponse.BodySubscriber<Void> {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Sink sink;
    private long left;
    private Flow.Subscription subscription;
    private WritableByteChannel out;
    private boolean over;
    private volatile long lastNanos = System.nanoTime();

    /** Where it goes; opened once something comes. */
    @FunctionalInterface
    interface Sink {
        WritableByteChannel open() throws IOException;
    }

    /** @param most octets, else it fails with {@link Fetch.TooLong} */
    Receiver(Sink sink, long most) {
        this.sink = sink;
        left = most;
    }

    long idleNanos() {
        return System.nanoTime() - lastNanos;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        if (over) {
            // What is in the file is to stay there.
            given.cancel();
            return;
        }
        subscription = given;
        try {
            out = sink.open();
            given.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> parts) {
        if (over) {
            return;
        }
        lastNanos = System.nanoTime();
        try {
            for (ByteBuffer part : parts) {
                left -= part.remaining();
                if (left < 0) {
                    throw new Fetch.TooLong();
                }
                while (part.hasRemaining()) {
                    out.write(part);
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException why) {
        end();
        done.completeExceptionally(why);
    }

    @Override
    public void onError(Throwable why) {
        end();
        done.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
        end();
        done.complete(null);
    }

    /** Nothing is written any more once this has returned. */
    synchronized void end() {
        if (over) {
            return;
        }
        over = true;
        if (subscription != null) {
            subscription.cancel();
        }
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            done.completeExceptionally(e);
        }
    }
}
