/**
 * The alerts that detections raise, and their form as ECS documents. Must never decide whether an
 * alert is raised or where it goes.
 */
@NullMarked
package dev.weir.alert;

import org.jspecify.annotations.NullMarked;
