// SPDX-License-Identifier: GPL-3.0-only
import mqtt, { type MqttClient } from 'mqtt';
import { Heart } from './heart';
import { InOrder } from './inflate';
import type { Link, LinkEvents, Login, OpenLink } from './link';

/**
 * Long, since a hidden tab's timers fire once a minute, and a broker ends a session after one and a half keep-alives. {@link Heart}
 * checks the connection more often.
 */
const KEEP_ALIVE_SECONDS = 300;
const CONNECT_TIMEOUT_MS = 10_000;
/** The reason code of a PUBACK (MQTT 5, 3.4.2.1). */
const NOT_AUTHORIZED = 0x87;

/** Opens links with MQTT.js over WebSocket. Each link is one attempt: when to try again is decided elsewhere. */
export function mqttJsOpener(url: string, clientId: () => string): OpenLink {
  return (login: Login, events: LinkEvents): Link => {
    const client = mqtt.connect(url, {
      protocolVersion: 5,
      clientId: clientId(),
      username: login.user,
      password: login.password,
      // MQTT.js takes a URL apart and puts it together without the brackets of an IPv6 address.
      transformWsUrl: () => url,
      clean: true,
      keepalive: KEEP_ALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      // The page's own timers: a worker made from a blob would need a hole in the content security policy.
      timerVariant: 'native',
      properties: { sessionExpiryInterval: 0 },
    });
    let over = false;
    const arrivals = new InOrder();
    const down = (reason: string): void => {
      if (!over) {
        over = true;
        heart.stop();
        end(client);
        events.down(reason);
      }
    };
    const heart = new Heart(() => client.sendPing(), () => down('the broker has not answered for a while'));
    client.on('packetreceive', () => heart.heard());
    client.on('connect', () => {
      if (over) return;
      heart.start();
      events.up();
    });
    client.on('message', (topic, payload, packet) => {
      const tell = (bytes: Uint8Array): void => {
        if (!over) events.packet({ topic, payload: text(bytes), retain: packet.retain, correlation: correlationOf(packet.properties?.correlationData) });
      };
      arrivals.put(payload, packet.properties?.userProperties?.['content-encoding'] === 'deflate', tell);
    });
    client.on('error', (error) => down(error.message));
    client.on('disconnect', (packet) => down(`the broker ended the session (${packet.reasonCode})`));
    client.on('close', () => down('the connection closed'));
    return {
      publish: (topic, payload, options, refused) =>
        void client.publish(
          topic,
          payload,
          {
            qos: 1,
            properties: {
              responseTopic: options.responseTopic,
              correlationData: bytes(options.correlation),
              messageExpiryInterval: options.expirySeconds,
            },
          },
          (error) => {
            if (error !== undefined && error !== null && 'code' in error && error.code === NOT_AUTHORIZED) refused();
          },
        ),
      subscribe: (filters) => {
        const wanted: Record<string, { qos: 0 | 1 }> = {};
        for (const filter of filters) wanted[filter.topic] = { qos: filter.qos };
        // A refused subscription shows as points without a value; the session itself goes on.
        client.subscribe(wanted, () => undefined);
      },
      unsubscribe: (topics) => void client.unsubscribe(topics),
      close: () => {
        over = true;
        heart.stop();
        end(client);
      },
    };
  };
}

function end(client: MqttClient): void {
  client.removeAllListeners();
  // MQTT.js may still report an error while it closes; without a listener that would be thrown.
  client.on('error', () => undefined);
  client.end(true);
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function text(payload: Uint8Array): string {
  return decoder.decode(payload);
}

function correlationOf(data: Uint8Array | undefined): string | undefined {
  return data === undefined ? undefined : decoder.decode(data);
}

// MQTT.js asks for a Buffer but writes any Uint8Array.
function bytes(value: string): Buffer {
  return encoder.encode(value) as Buffer;
}
