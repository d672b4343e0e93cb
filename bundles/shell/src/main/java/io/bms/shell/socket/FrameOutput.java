// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.launcher.frame.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** What is printed, as frames to the client. */
final class FrameOutput extends OutputStream {
    private final FrameSender sender;
    private final Frame.Type type;

    FrameOutput(FrameSender sender, Frame.Type type) {
        this.sender = sender;
        this.type = type;
    }

    @Override
    public void write(int single) throws IOException {
        sender.send(new Frame(type, new byte[] {(byte) single}));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = offset; from < offset + length; from += Frame.MAX_PAYLOAD) {
            sender.send(new Frame(
                    type, Arrays.copyOfRange(bytes, from, Math.min(from + Frame.MAX_PAYLOAD, offset + length))));
        }
    }
}
