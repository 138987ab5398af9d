package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// One call of the executable: its environment and its stdin, as found. Nothing is validated here;
/// a null component is an absent variable, which is not the same as an empty one.
///
/// @param command `CNI_COMMAND`
/// @param containerId `CNI_CONTAINERID`
/// @param netns `CNI_NETNS`
/// @param ifname `CNI_IFNAME`
/// @param args `CNI_ARGS`
/// @param path `CNI_PATH`
/// @param netnsOverride `CNI_NETNS_OVERRIDE`
/// @param stdin what stood on stdin, malformed UTF-8 replaced by U+FFFD as Go's JSON decoder does
/// @param clientVersion version of the executable
public record CniRequest(
    @Nullable String command,
    @Nullable String containerId,
    @Nullable String netns,
    @Nullable String ifname,
    @Nullable String args,
    @Nullable String path,
    @Nullable String netnsOverride,
    @Nullable String stdin,
    @Nullable String clientVersion)
    implements Message {

  static CniRequest of(PayloadReader fields) {
    return new CniRequest(
        fields.text(Tag.COMMAND),
        fields.text(Tag.CONTAINER_ID),
        fields.text(Tag.NETNS),
        fields.text(Tag.IFNAME),
        fields.text(Tag.ARGS),
        fields.text(Tag.PATH),
        fields.text(Tag.NETNS_OVERRIDE),
        fields.text(Tag.STDIN),
        fields.text(Tag.CLIENT_VERSION));
  }

  /// A request in which every component is absent, to build others from with the `with…` methods.
  public static CniRequest empty() {
    return new CniRequest(null, null, null, null, null, null, null, null, null);
  }

  /// The same with another command.
  public CniRequest withCommand(@Nullable String command) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with another attachment: container, namespace path and interface name.
  public CniRequest withAttachment(
      @Nullable String containerId, @Nullable String netns, @Nullable String ifname) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with other arguments.
  public CniRequest withArgs(@Nullable String args) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with another search path.
  public CniRequest withPath(@Nullable String path) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with another namespace override.
  public CniRequest withNetnsOverride(@Nullable String netnsOverride) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with another configuration.
  public CniRequest withStdin(@Nullable String stdin) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  /// The same with another client version.
  public CniRequest withClientVersion(@Nullable String clientVersion) {
    return new CniRequest(
        command, containerId, netns, ifname, args, path, netnsOverride, stdin, clientVersion);
  }

  @Override
  public Kind kind() {
    return Kind.CNI_REQUEST;
  }

  @Override
  public byte @Nullable [] encode() {
    FrameWriter writer = new FrameWriter(2048);
    writer.putText(Tag.COMMAND, command);
    writer.putText(Tag.CONTAINER_ID, containerId);
    writer.putText(Tag.NETNS, netns);
    writer.putText(Tag.IFNAME, ifname);
    writer.putText(Tag.ARGS, args);
    writer.putText(Tag.PATH, path);
    writer.putText(Tag.NETNS_OVERRIDE, netnsOverride);
    writer.putText(Tag.STDIN, stdin);
    writer.putText(Tag.CLIENT_VERSION, clientVersion);
    return writer.payload();
  }
}
