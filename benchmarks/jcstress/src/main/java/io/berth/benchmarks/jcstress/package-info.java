/// Runs the jcstress tests and says which held and which broken variants were caught.
@NullMarked
package io.berth.benchmarks.jcstress;

import org.jspecify.annotations.NullMarked;
