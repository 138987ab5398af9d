/// jcstress tests of the thread that parks, in its package to reach it.
@NullMarked
package io.berth.ipamd;

import org.jspecify.annotations.NullMarked;
