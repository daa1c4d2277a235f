package io.millrace.core.plan;

import com.google.common.graph.GraphBuilder;
import com.google.common.graph.MutableGraph;
import com.google.common.graph.Traverser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which nodes share a stage. A node's level is the number of exchanges on the longest way
 * to it; nodes of one level that are joined by edges without an exchange are one stage. An edge
 * without an exchange that skips a level becomes one with channels: were its ends fused, their task
 * would wait for itself and never end. A source is put as late as it is needed, so that it is fused
 * where it can be.
 */
final class Stages {
  private static final String CUT =
      "events stay with their worker, but wait there for what takes a longer way";

  private final Map<String, PhysicalNode> nodes;
  private final Map<String, Integer> levels = new LinkedHashMap<>();

  private Stages(Collection<PhysicalNode> all) {
    nodes = new LinkedHashMap<>();
    all.forEach(node -> nodes.put(node.id(), node));
  }

  /**
   * The same nodes, inputs first as they came, each with its stage; stages feed only later ones.
   */
  static List<PhysicalNode> of(Collection<PhysicalNode> nodes) {
    Stages stages = new Stages(nodes);
    stages.early(Map.of());
    stages.early(stages.latest());
    return stages.numbered();
  }

  private int level(String id) {
    return levels.getOrDefault(id, 0);
  }

  private void early(Map<String, Integer> sources) {
    for (PhysicalNode node : nodes.values()) {
      int level = node.inputs().isEmpty() ? sources.getOrDefault(node.id(), 0) : 0;
      for (PhysicalNode.Input input : node.inputs()) {
        level = Math.max(level, level(input.from()) + (input.exchange() ? 1 : 0));
      }
      levels.put(node.id(), level);
    }
  }

  /** For each node the last level at which all that take from it still find it in time. */
  private Map<String, Integer> latest() {
    Map<String, Integer> latest = new LinkedHashMap<>();
    List<PhysicalNode> backwards = new ArrayList<>(nodes.values());
    Collections.reverse(backwards);
    for (PhysicalNode node : backwards) {
      int own = latest.computeIfAbsent(node.id(), this::level);
      for (PhysicalNode.Input input : node.inputs()) {
        latest.merge(input.from(), own - (input.exchange() ? 1 : 0), Math::min);
      }
    }
    return latest;
  }

  private List<PhysicalNode> numbered() {
    MutableGraph<String> fused = GraphBuilder.undirected().allowsSelfLoops(false).build();
    for (PhysicalNode node : nodes.values()) {
      fused.addNode(node.id());
      for (PhysicalNode.Input input : node.inputs()) {
        if (!cut(node, input) && !input.exchange()) {
          fused.putEdge(input.from(), node.id());
        }
      }
    }
    Map<String, Integer> stageOf = new LinkedHashMap<>();
    List<String> byLevel = new ArrayList<>(nodes.keySet());
    byLevel.sort(Comparator.comparingInt(this::level));
    int stages = 0;
    for (String id : byLevel) {
      if (!stageOf.containsKey(id)) {
        int stage = stages++;
        Traverser.forGraph(fused).breadthFirst(id).forEach(member -> stageOf.put(member, stage));
      }
    }
    List<PhysicalNode> numbered = new ArrayList<>();
    for (PhysicalNode node : nodes.values()) {
      List<PhysicalNode.Input> inputs =
          node.inputs().stream().map(input -> cut(node, input) ? cut(input) : input).toList();
      int stage = stageOf.getOrDefault(node.id(), 0);
      numbered.add(new PhysicalNode(node.id(), node.node(), node.role(), inputs, stage));
    }
    return numbered;
  }

  private boolean cut(PhysicalNode node, PhysicalNode.Input input) {
    return !input.exchange() && level(input.from()) < level(node.id());
  }

  private static PhysicalNode.Input cut(PhysicalNode.Input input) {
    return new PhysicalNode.Input(input.from(), input.port(), input.partitioning(), true, CUT);
  }
}
