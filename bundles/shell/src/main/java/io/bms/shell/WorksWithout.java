// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a service of which a command makes use while it is there. Every other service of a command is needed: it is
 * awaited, and the command is refused without it.
 *
 * <p>All of them are optional to Karaf, which else takes away every command of a bundle as soon as one service that one
 * of them asks for is gone.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface WorksWithout {}
