/// Who the node is, from the instance metadata service (IMDSv2 only).
@NullMarked
package io.berth.ipamd.imds;

import org.jspecify.annotations.NullMarked;
