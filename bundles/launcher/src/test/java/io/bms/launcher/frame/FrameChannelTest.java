// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher.frame;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.launcher.frame.Frame.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.junit.Test;

public class FrameChannelTest {
    @Test
    public void read_whatWasWritten_isEqual() throws IOException {
        Pipe pipe = Pipe.open();
        FrameChannel channel = channel(pipe);

        channel.write(Frame.of(Type.OPEN, new int[] {120, 40}, "xterm"));
        channel.write(Frame.text(Type.RUN, "bms:status"));

        Frame open = channel.read().orElseThrow();
        assertEquals(Type.OPEN, open.type());
        assertEquals(120, open.number(0));
        assertEquals(40, open.number(1));
        assertEquals("xterm", open.textAfter(2));
        assertEquals("bms:status", channel.read().orElseThrow().textAfter(0));
    }

    @Test
    public void read_otherSideClosed_isEmpty() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().close();

        assertEquals(Optional.empty(), channel(pipe).read());
    }

    @Test
    public void read_unknownLetter_isRefused() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(new byte[] {'?', 0, 0, 0, 0}));

        assertThrows(FrameException.class, channel(pipe)::read);
    }

    @Test
    public void read_lengthBeyondLimit_isRefused() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(new byte[] {'i', 0x7f, 0, 0, 0}));

        assertThrows(FrameException.class, channel(pipe)::read);
    }

    @Test
    public void number_payloadTooShort_isRefused() {
        assertThrows(FrameException.class, () -> Frame.text(Type.SIZE, "abc").number(0));
    }

    @Test
    public void read_emptyPayload_isEmpty() throws IOException {
        FrameChannel channel = channel(Pipe.open());

        channel.write(Frame.text(Type.END, ""));

        assertArrayEquals(new byte[0], channel.read().orElseThrow().payload());
    }

    /** Both ends of a pipe as one channel. */
    private static FrameChannel channel(Pipe pipe) {
        ReadableByteChannel source = pipe.source();
        WritableByteChannel sink = pipe.sink();
        return new FrameChannel(new ByteChannel() {
            @Override
            public int read(ByteBuffer buffer) throws IOException {
                return source.read(buffer);
            }

            @Override
            public int write(ByteBuffer buffer) throws IOException {
                return sink.write(buffer);
            }

            @Override
            public boolean isOpen() {
                return source.isOpen();
            }

            @Override
            public void close() throws IOException {
                source.close();
                sink.close();
            }
        });
    }
}
