/// Results as a table, as JSON and as a plot.
@NullMarked
package io.berth.simulation.report;

import org.jspecify.annotations.NullMarked;
