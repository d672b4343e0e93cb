// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway's own MQTT broker: Artemis behind a door. {@link io.bms.broker.EmbeddedArtemis} is the component and
 * {@link io.bms.broker.ArtemisBroker} the running broker.
 *
 * <ul>
 *   <li>Each connection has a {@link io.bms.broker.Doorman}, which judges packets as bytes and answers for what it
 *       refuses. All of them ask the {@link io.bms.broker.Door}, which holds what they share.
 *   <li>Who a client is: {@link io.bms.broker.ClientSignIn} and {@link io.bms.broker.Members}. What it may do:
 *       {@link io.bms.broker.TopicTable}. Whose a client id is: {@link io.bms.broker.ClientIds}.
 *   <li>How much of bounded things an account may have: {@link io.bms.broker.BrokerLimits}, told by
 *       {@link io.bms.broker.LimitReport}.
 *   <li>Between the door and Artemis: {@link io.bms.broker.SenderStamp}, {@link io.bms.broker.TopicTranslator} and what
 *       else {@link io.bms.broker.GuardedMqtt} lines up.
 *   <li>What is retained: {@link io.bms.broker.RetainedMessages}, by topic in {@link io.bms.broker.RetainedTopics}
 *       and on the disk by {@link io.bms.broker.RetainedJournal}. What is loaded at the start: {@link
 *       io.bms.broker.CarefulStorage}.
 *   <li>That messages stay in their order: {@link io.bms.broker.SessionOrder}.
 * </ul>
 *
 * <p>Thread: the connection's of Netty; bms-broker-lifecycle starts and stops the broker.
 */
package io.bms.broker;
