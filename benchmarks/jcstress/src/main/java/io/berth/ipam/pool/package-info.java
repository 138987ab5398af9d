/// jcstress tests of the pool, in its package to reach the parts that nobody else may see.
@NullMarked
package io.berth.ipam.pool;

import org.jspecify.annotations.NullMarked;
