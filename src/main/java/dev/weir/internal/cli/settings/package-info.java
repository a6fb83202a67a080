/**
 * The settings file of services: reading it, checking it, and building what it names. It must never
 * start anything.
 */
@NullMarked
package dev.weir.internal.cli.settings;

import org.jspecify.annotations.NullMarked;
