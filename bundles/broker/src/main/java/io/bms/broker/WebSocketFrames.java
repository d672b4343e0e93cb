// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Turns WebSocket's frames (MQTT 5, 6) into the stream of bytes that they carry, and back.
 *
 * <p>Thread: the connection's of Netty.
 */
final class WebSocketFrames extends ChannelDuplexHandler {
    private static final int REQUEST_LINE_BYTES = 1_024;
    private static final int HEADER_BYTES = 8 * 1024;
    /** An upgrade has none. */
    private static final int BODY_BYTES = 1;
    /** What a frame may be longer than the packet that it carries. */
    private static final int SLACK_BYTES = 1_024;

    private static final String DECODER = "wsdecoder";

    static void addTo(ChannelPipeline pipeline, int connectSeconds) {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .subprotocols("mqtt,mqttv3.1")
                .allowExtensions(false)
                .handshakeTimeoutMillis(connectSeconds * 1_000L)
                .decoderConfig(frames(BrokerLimits.CONNECT_BYTES + SLACK_BYTES))
                .build();
        pipeline.addLast(new HttpServerCodec(REQUEST_LINE_BYTES, HEADER_BYTES, HEADER_BYTES))
                .addLast(new HttpObjectAggregator(BODY_BYTES, true))
                .addLast(new WebSocketServerProtocolHandler(config))
                .addLast(new WebSocketFrames());
    }

    /** A frame comes in whole, so a stranger's must be small. */
    static void signedIn(ChannelPipeline pipeline) {
        if (pipeline.get(DECODER) != null) {
            pipeline.replace(
                    DECODER, DECODER, new WebSocket13FrameDecoder(frames(MqttProtocol.MAX_PACKET_BYTES + SLACK_BYTES)));
        }
    }

    private static WebSocketDecoderConfig frames(int bytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(bytes)
                .allowExtensions(false)
                .build();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (read instanceof BinaryWebSocketFrame || read instanceof ContinuationWebSocketFrame) {
            context.fireChannelRead(((WebSocketFrame) read).content());
        } else {
            ReferenceCountUtil.release(read);
            context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        context.write(packet instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : packet, promise);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        // a frame that is none: strangers send these, so nothing is logged
        context.close();
    }
}
