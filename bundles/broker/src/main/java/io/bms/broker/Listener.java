// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on which connections are accepted for Artemis, each with a {@link Doorman} before everything
 * else. Artemis would look at what comes itself, and adds what it needs only when it has seen eight bytes of it:
 * too late to refuse a stranger's greeting.
 *
 * <p>Thread: bms-broker-lifecycle; a connection arrives on its own of Netty.
 */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(
            TransportConstants.DEFAULT_WRITE_BUFFER_LOW_WATER_MARK,
            TransportConstants.DEFAULT_WRITE_BUFFER_HIGH_WATER_MARK);
    private static final long CLOSED_WITHIN_MS = 3_000;

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final NettyAcceptor artemis;
    private final Door door;
    private final boolean webSocket;
    private final Optional<ServerTls> tls;

    /**
     * @param artemis started, without a port of its own; takes each connection over
     * @param tls empty for connections that are not encrypted
     */
    Listener(NettyAcceptor artemis, Door door, boolean webSocket, Optional<ServerTls> tls) {
        this.artemis = artemis;
        this.door = door;
        this.webSocket = webSocket;
        this.tls = tls;
    }

    void bind(EventLoopGroup threads, String address, int port) throws BindException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.SO_RCVBUF, TransportConstants.DEFAULT_TCP_RECEIVEBUFFER_SIZE)
                .childOption(ChannelOption.SO_SNDBUF, TransportConstants.DEFAULT_TCP_SENDBUFFER_SIZE)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(new Arrivals());
        var bound = bootstrap.bind(address, port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindException("cannot listen on " + address + ":" + port + ": "
                    + bound.cause().getMessage());
        }
        channels.add(bound.channel());
    }

    void stopAccepting() {
        channels.close(channel -> channel instanceof ServerChannel).awaitUninterruptibly(CLOSED_WITHIN_MS);
    }

    void close() {
        if (!channels.close().awaitUninterruptibly(CLOSED_WITHIN_MS, TimeUnit.MILLISECONDS)) {
            LOG.warn("some MQTT connections are not closed after {} ms", CLOSED_WITHIN_MS);
        }
    }

    private final class Arrivals extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channels.add(channel);
            ChannelPipeline pipeline = channel.pipeline();
            Peer peer = Peer.UNKNOWN;
            if (tls.isPresent()) {
                Optional<SslHandler> secured = tls.get().handler();
                if (secured.isEmpty()) {
                    channel.close();
                    return;
                }
                pipeline.addLast(secured.get());
                peer = tls.get().peer(secured.get());
            }
            Doorman doorman = new Doorman(door, channel, peer);
            if (webSocket) {
                WebSocketFrames.addTo(pipeline, door.limits().connectSeconds());
            }
            pipeline.addLast(doorman);
            door.arrived(doorman);
            artemis.transfer(channel);
        }
    }
}
