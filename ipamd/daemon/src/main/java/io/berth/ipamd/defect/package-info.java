/// What happens when an invariant breaks: the process stops at once.
@NullMarked
package io.berth.ipamd.defect;

import org.jspecify.annotations.NullMarked;
