package io.berth.ipamd.imds;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.function.Function;

/// Reads the node's identity: eleven requests, one after the other. Safe for any thread; blocks.
public final class IdentityReader {

  private final MetadataClient client;

  /// A value that is not there or not usable; its message is the sentence for people.
  private static final class UnknownException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownException(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  public IdentityReader(MetadataClient client) {
    this.client = client;
  }

  /// Asks for everything; stops at the first part that is not known.
  public IdentityReading read() {
    try {
      MacAddress mac = value("mac", MacAddress::parse);
      String ofEni = "network/interfaces/macs/" + mac + "/";
      return new IdentityReading.Known(
          new NodeIdentity(
              value("instance-id", InstanceId::new),
              text("instance-type"),
              text("placement/region"),
              text("placement/availability-zone"),
              value(ofEni + "vpc-id", VpcId::new),
              value(ofEni + "vpc-ipv4-cidr-blocks", lines(Cidr::parse)),
              value(ofEni + "interface-id", EniId::new),
              mac,
              value("local-ipv4", IpAddress::parse),
              value(ofEni + "security-group-ids", lines(SecurityGroupId::new)),
              value(ofEni + "subnet-id", SubnetId::new)));
    } catch (UnknownException e) {
      return new IdentityReading.Unknown(e.sentence());
    }
  }

  private <T> T value(String path, Function<String, T> parse) throws UnknownException {
    String text = text(path);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new UnknownException("metadata service, " + path + ": " + e.getMessage());
    }
  }

  private String text(String path) throws UnknownException {
    return switch (client.get(path)) {
      case MetadataAnswer.Found(String text) when !text.isEmpty() -> text;
      case MetadataAnswer.Found found ->
          throw new UnknownException("metadata service, " + path + ": the value is empty");
      case MetadataAnswer.Absent absent ->
          throw new UnknownException("metadata service, " + path + ": there is no such value");
      case MetadataAnswer.Failed(String sentence) -> throw new UnknownException(sentence);
    };
  }

  private static <T> Function<String, List<T>> lines(Function<String, T> parse) {
    return text -> text.lines().map(String::strip).map(parse).toList();
  }
}
