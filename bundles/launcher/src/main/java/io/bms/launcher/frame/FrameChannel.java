// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher.frame;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Optional;

/**
 * Frames over a blocking socket: one thread reads while others write. (The JDK's own streams over a
 * channel would let a pending read block every write.)
 */
public final class FrameChannel implements Closeable {
    private static final int HEADER = 1 + Integer.BYTES;

    private final ByteChannel channel;

    public FrameChannel(ByteChannel channel) {
        this.channel = channel;
    }

    /** The next frame; empty when the other side has closed. For one thread. */
    public Optional<Frame> read() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(header)) {
            return Optional.empty();
        }
        Frame.Type type = Frame.Type.of(header.get(0));
        int length = header.getInt(1);
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw new FrameException("a frame of " + length + " bytes is not allowed");
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        return fill(payload) ? Optional.of(new Frame(type, payload.array())) : Optional.empty();
    }

    /** Writes a frame whole. */
    public synchronized void write(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.payload().length);
        bytes.put(frame.type().letter())
                .putInt(frame.payload().length)
                .put(frame.payload())
                .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }
}
