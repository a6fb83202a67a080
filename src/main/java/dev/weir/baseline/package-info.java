/**
 * What has been seen before, for detections of what never was. Knows facts only, and no clock but
 * the events' own.
 */
@NullMarked
package dev.weir.baseline;

import org.jspecify.annotations.NullMarked;
