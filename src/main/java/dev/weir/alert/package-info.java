/**
 * The alerts that detections raise, and their form as ECS documents. Whether an alert is raised,
 * and where it goes, is decided elsewhere.
 */
@NullMarked
package dev.weir.alert;

import org.jspecify.annotations.NullMarked;
