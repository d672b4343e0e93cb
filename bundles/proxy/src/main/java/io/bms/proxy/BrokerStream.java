// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes to and from the broker, as MQTT sees them. Never waits. Thread: bms-proxy-pipes. */
interface BrokerStream {
    /** @return how many bytes came, 0 if there are none now, -1 at the end */
    int read(ByteBuffer into) throws IOException;

    /** @return true if {@link #read} has something without the socket being readable */
    boolean holdsMore();

    /**
     * Takes as much as goes, and sends what waits below: to be called with an empty buffer too.
     *
     * @return how many bytes were taken
     */
    int write(ByteBuffer from) throws IOException;

    /** @return true if the socket did not take all of the last {@link #write}, which goes on once it is writable */
    boolean isBlocked();

    /** MQTT as it is. */
    final class Plain implements BrokerStream {
        private final SocketChannel channel;
        private boolean blocked;

        Plain(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean holdsMore() {
            return false;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int count = channel.write(from);
            blocked = from.hasRemaining();
            return count;
        }

        @Override
        public boolean isBlocked() {
            return blocked;
        }
    }
}
