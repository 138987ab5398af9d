/// What claiming and releasing an address costs, beside two other ways to build a pool.
@NullMarked
package io.berth.benchmarks.pool;

import org.jspecify.annotations.NullMarked;
