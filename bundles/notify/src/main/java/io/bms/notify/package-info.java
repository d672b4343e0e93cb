// SPDX-License-Identifier: GPL-3.0-only
/**
 * Tells people of alarms who are not looking. Begin at {@link io.bms.notify.Notifier}, which each second asks {@link
 * io.bms.notify.NoticePlan} what each route has to hear. What is to be said is stored, together with who has heard what
 * ({@link io.bms.notify.NoticeStore}), before it is sent by a {@link io.bms.notify.NoticeChannel}.
 */
package io.bms.notify;
