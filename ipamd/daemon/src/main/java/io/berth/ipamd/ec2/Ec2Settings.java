package io.berth.ipamd.ec2;

import io.berth.ipamd.config.StaticCredentials;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How to reach EC2.
///
/// @param region whose EC2
/// @param endpoint where it is; `null` for the region's own
/// @param credentials static ones; `null` for the instance's role
/// @param metadataEndpoint where the instance's role is asked for
/// @param timeoutMillis within which one request must be answered
/// @param version of the daemon, for the user agent
/// @param manageUntagged whether ENIs without this instance's tag may be used
public record Ec2Settings(
    String region,
    @Nullable URI endpoint,
    @Nullable StaticCredentials credentials,
    URI metadataEndpoint,
    long timeoutMillis,
    String version,
    boolean manageUntagged) {}
