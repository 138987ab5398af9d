/// The programs of `dist/`, the namespaces they work in, and what they answer, as plain values.
@NullMarked
package io.berth.demo.rig;

import org.jspecify.annotations.NullMarked;
