/// Holds the tree to its plan: who may depend on whom, and what every file looks like.
@NullMarked
package io.berth.architecture;

import org.jspecify.annotations.NullMarked;
