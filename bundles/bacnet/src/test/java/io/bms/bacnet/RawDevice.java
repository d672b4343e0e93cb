// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A device that answers byte by byte as a test wants it to: one that is old, odd or broken. */
public final class RawDevice implements AutoCloseable {
    public static final int READ = 12;
    public static final int READ_MULTIPLE = 14;
    static final int WRITE = 15;
    private static final int SEGMENT_ACK = 0x40;

    final DeviceRef ref;
    final AtomicInteger requests = new AtomicInteger();
    /** So many octets of an answer go into one packet, the rest in segments. */
    volatile int longest = 2048;

    private final Queue<byte[]> segments = new ArrayDeque<>();
    private final DatagramSocket socket;
    private final Thread thread;
    /** What the behaviour has thrown, which is a defect of the test. */
    private volatile RuntimeException defect;

    /**
     * A confirmed request.
     *
     * @param tags of its service
     */
    record Request(int invokeId, int service, byte[] tags) {
        byte[] complexAck(byte[] service) {
            return bytes(new byte[] {0x30, (byte) invokeId, (byte) this.service}, service);
        }

        byte[] simpleAck() {
            return new byte[] {0x20, (byte) invokeId, (byte) service};
        }

        byte[] error(int errorClass, int code) {
            return new byte[] {
                0x50, (byte) invokeId, (byte) service, (byte) 0x91, (byte) errorClass, (byte) 0x91, (byte) code
            };
        }

        byte[] reject(int reason) {
            return new byte[] {0x60, (byte) invokeId, (byte) reason};
        }

        byte[] abort(int reason) {
            return new byte[] {0x71, (byte) invokeId, (byte) reason};
        }
    }

    /** @param behaviour what to answer; an empty array is silence */
    public RawDevice(String address, int port, int deviceId, Function<Request, byte[]> behaviour) throws IOException {
        ref = new DeviceRef(deviceId, DeviceAddress.direct(address, port));
        socket = new DatagramSocket(new InetSocketAddress(address, port));
        thread = new Thread(() -> serve(behaviour), "raw-device-" + deviceId);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Function<Request, byte[]> behaviour) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                socket.receive(packet);
                byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
                if (data.length == 10 && data[6] == SEGMENT_ACK && !segments.isEmpty()) {
                    send(segments.remove(), packet.getSocketAddress());
                }
                if (data.length < 10 || data[5] != 0x04 || data[6] >> 4 != 0) {
                    continue;
                }
                requests.incrementAndGet();
                Request request =
                        new Request(data[8] & 0xff, data[9] & 0xff, Arrays.copyOfRange(data, 10, data.length));
                byte[] answer = behaviour.apply(request);
                if (answer.length > longest) {
                    cut(answer);
                    send(segments.remove(), packet.getSocketAddress());
                } else if (answer.length > 0) {
                    send(answer, packet.getSocketAddress());
                }
            }
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) { // the thread's outermost frame
            defect = e;
        }
    }

    /** A ComplexACK in segments, with a window of one (ASHRAE 135, 20.1.5). */
    private void cut(byte[] answer) {
        segments.clear();
        for (int from = 3; from < answer.length; from += longest) {
            int to = Math.min(answer.length, from + longest);
            byte first = (byte) (to < answer.length ? 0x3c : 0x38);
            segments.add(bytes(
                    new byte[] {first, answer[1], (byte) segments.size(), 1, answer[2]},
                    Arrays.copyOfRange(answer, from, to)));
        }
    }

    /** Sends an application layer packet. */
    void send(byte[] application, SocketAddress to) throws IOException {
        byte[] data = unicast(application);
        socket.send(new DatagramPacket(data, data.length, to));
    }

    /** The same where a test has nothing to do with a failure. */
    void sendQuietly(byte[] application, SocketAddress to) {
        try {
            send(application, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** With link and network layer headers before it. */
    public static byte[] unicast(byte[] application) {
        int length = application.length + 6;
        return bytes(new byte[] {(byte) 0x81, 0x0a, (byte) (length >> 8), (byte) length, 0x01, 0x00}, application);
    }

    public static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
        if (defect != null) {
            throw new AssertionError("the device's behaviour has failed", defect);
        }
    }
}
