// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway's own MQTT broker: Artemis behind a door. {@link io.bms.broker.EmbeddedArtemis} is the component and
 * {@link io.bms.broker.ArtemisBroker} the running broker.
 *
 * <ul>
 *   <li>Each connection has a {@link io.bms.broker.Doorman}, who judges packets as bytes and answers for what he
 *       refuses. All of them ask the {@link io.bms.broker.Door}, which holds what they share.
 *   <li>Who somebody is: {@link io.bms.broker.ClientSignIn} and {@link io.bms.broker.Members}. What he may:
 *       {@link io.bms.broker.TopicTable}. Whose a client id is: {@link io.bms.broker.ClientIds}.
 *   <li>What of bounded things somebody may have: {@link io.bms.broker.BrokerLimits}, told by
 *       {@link io.bms.broker.LimitReport}.
 *   <li>Between the door and Artemis: {@link io.bms.broker.SenderStamp}, {@link io.bms.broker.TopicTranslator} and what
 *       else {@link io.bms.broker.GuardedMqtt} lines up.
 *   <li>What is kept: {@link io.bms.broker.RetainedMessages}, {@link io.bms.broker.CarefulServer}.
 * </ul>
 */
package io.bms.broker;
