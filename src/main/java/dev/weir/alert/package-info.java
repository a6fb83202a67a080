/** Alerts: what they say, as an ECS document, and how many of them are said. */
@NullMarked
package dev.weir.alert;

import org.jspecify.annotations.NullMarked;
