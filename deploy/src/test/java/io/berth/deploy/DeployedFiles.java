package io.berth.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.berth.architecture.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The files in `deploy/` that are given to Kubernetes and AWS, parsed.
final class DeployedFiles {

  private DeployedFiles() {}

  static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(text(name));
    } catch (IOException e) {
      throw new UncheckedIOException("deploy/" + name, e);
    }
  }

  static List<JsonNode> yamlDocuments(String name) {
    ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
    List<JsonNode> documents = new ArrayList<>();
    try (var all = mapper.readerFor(JsonNode.class).<JsonNode>readValues(text(name))) {
      all.forEachRemaining(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException("deploy/" + name, e);
    }
    return documents;
  }

  private static String text(String name) {
    return Repository.read(Repository.ROOT.resolve("deploy").resolve(name));
  }
}
