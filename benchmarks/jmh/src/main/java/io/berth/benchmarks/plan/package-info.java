/// What one decision of the planner costs on the largest instance type.
@NullMarked
package io.berth.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
