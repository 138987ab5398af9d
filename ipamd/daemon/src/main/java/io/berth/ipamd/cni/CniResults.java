package io.berth.ipamd.cni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.berth.ipam.lease.AddReply;
import io.berth.ipam.model.IpAddress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// What goes to stdout, in the form of each version (CNI specification, section "Result types").
final class CniResults {

  private static final JsonFactory FACTORY = new JsonFactory();

  /// Where the pod's end stands in `interfaces`; the node's end is the first.
  private static final int POD_INTERFACE = 1;

  private CniResults() {}

  /// The result of an ADD.
  static String added(CniCall.Add call, AddReply.Added added) {
    return write(
        json -> {
          if (call.version().isAtLeast(CniVersion.V0_3_0)) {
            interfaces(json, call, added);
            addresses(json, call.version(), added);
            routes(json, added);
          } else {
            addressOfOldForm(json, added);
          }
          dns(json, call.dns());
        },
        call.version());
  }

  /// An error object.
  static String error(CniError error) {
    return write(
        json -> {
          json.writeNumberField("code", error.code().number());
          json.writeStringField("msg", error.message());
          if (!error.details().isEmpty()) {
            json.writeStringField("details", error.details());
          }
        },
        error.version());
  }

  /// The answer to VERSION.
  static String versions(CniVersion version) {
    return write(
        json ->
            texts(
                json,
                "supportedVersions",
                CniVersion.all().stream().map(CniVersion::text).toList()),
        version);
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static String write(Body body, CniVersion version) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("cniVersion", version.text());
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  private static void interfaces(JsonGenerator json, CniCall.Add call, AddReply.Added added)
      throws IOException {
    json.writeArrayFieldStart("interfaces");
    json.writeStartObject();
    json.writeStringField("name", added.lease().hostLink());
    json.writeStringField("mac", added.hostMac().toString());
    mtu(json, call.version(), added.mtu());
    json.writeEndObject();
    json.writeStartObject();
    json.writeStringField("name", added.lease().key().interfaceName());
    json.writeStringField("mac", added.podMac().toString());
    mtu(json, call.version(), added.mtu());
    json.writeStringField("sandbox", call.netns());
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void mtu(JsonGenerator json, CniVersion version, int mtu) throws IOException {
    if (version.isAtLeast(CniVersion.V1_1_0)) {
      json.writeNumberField("mtu", mtu);
    }
  }

  private static void addresses(JsonGenerator json, CniVersion version, AddReply.Added added)
      throws IOException {
    IpAddress address = added.lease().address();
    json.writeArrayFieldStart("ips");
    json.writeStartObject();
    if (!version.isAtLeast(CniVersion.V1_0_0)) {
      json.writeStringField("version", address.isIpv4() ? "4" : "6");
    }
    json.writeNumberField("interface", POD_INTERFACE);
    json.writeStringField("address", cidr(address));
    json.writeStringField("gateway", added.gateway().toString());
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void addressOfOldForm(JsonGenerator json, AddReply.Added added)
      throws IOException {
    IpAddress address = added.lease().address();
    json.writeObjectFieldStart(address.isIpv4() ? "ip4" : "ip6");
    json.writeStringField("ip", cidr(address));
    json.writeStringField("gateway", added.gateway().toString());
    routes(json, added);
    json.writeEndObject();
  }

  private static void routes(JsonGenerator json, AddReply.Added added) throws IOException {
    json.writeArrayFieldStart("routes");
    json.writeStartObject();
    json.writeStringField("dst", added.lease().address().isIpv4() ? "0.0.0.0/0" : "::/0");
    json.writeStringField("gw", added.gateway().toString());
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void dns(JsonGenerator json, Dns dns) throws IOException {
    if (dns.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("dns");
    texts(json, "nameservers", dns.nameservers());
    if (!dns.domain().isEmpty()) {
      json.writeStringField("domain", dns.domain());
    }
    texts(json, "search", dns.search());
    texts(json, "options", dns.options());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String key, List<String> texts) throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(key);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static String cidr(IpAddress address) {
    return address + "/" + address.widthBits();
  }
}
