/// The journal as a file: group commit, compaction, and opening whatever a dead process left.
@NullMarked
package io.berth.ipamd.store;

import org.jspecify.annotations.NullMarked;
