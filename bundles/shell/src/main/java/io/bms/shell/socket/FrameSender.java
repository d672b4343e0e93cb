// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.launcher.frame.Frame;
import io.bms.launcher.frame.Frame.Type;
import io.bms.launcher.frame.FrameChannel;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Writes to the client on a thread that nobody interrupts. Ctrl-C interrupts the thread that prints, and an
 * interrupt closes a channel that is being written to: the session would be gone with the command.
 */
final class FrameSender {
    /** Then whoever prints waits for the client. */
    private static final int MOST_WAITING = 64;

    private final FrameChannel channel;
    private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** @param threads takes one task, which lasts until the exit status is sent or the client has gone */
    FrameSender(FrameChannel channel, Executor threads) {
        this.channel = channel;
        threads.execute(this::write);
    }

    /** Hands a frame over, also when the calling thread is interrupted, which it stays. */
    void send(Frame frame) throws IOException {
        boolean interrupted = false;
        try {
            while (ended.getCount() > 0) {
                try {
                    if (waiting.offer(frame, 1, TimeUnit.SECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            throw new IOException("the client has gone");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends the last frame and waits until it is out. */
    void finish(int status) throws IOException, InterruptedException {
        send(Frame.of(Type.EXIT, new int[] {status}, ""));
        ended.await();
    }

    private void write() {
        try {
            Frame frame;
            do {
                frame = waiting.take();
                channel.write(frame);
            } while (frame.type() != Type.EXIT);
        } catch (IOException e) {
            // The client has gone: send() says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }
}
