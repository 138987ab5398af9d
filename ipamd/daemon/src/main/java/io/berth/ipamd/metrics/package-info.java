/// Figures for Prometheus under the incumbent's names where the meaning is the same, and health.
@NullMarked
package io.berth.ipamd.metrics;

import org.jspecify.annotations.NullMarked;
