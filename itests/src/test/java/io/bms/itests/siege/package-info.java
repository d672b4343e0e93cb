/**
 * The gateway under siege: what a stranger or a guest can send, beside somebody who works. {@link Attacks} lists the
 * attacks, each with its randomly drawn relatives; {@link GoodClient} works meanwhile and measures; {@link Siege} plays
 * them and prints a table.
 */
package io.bms.itests.siege;
